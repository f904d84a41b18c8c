import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { seedDemoData } from './demo-data/seed-demo-data.ts';
import { isTaken } from './free-port.ts';
import { InstanceLock } from './instance-lock.ts';
import { readOptions } from './options.ts';
import { Platform } from './platform.ts';
import { welcomeTable } from './welcome-table.ts';

// Every process of the platform writes for its owner's eyes only.
process.umask(0o077);
const dir = path.resolve('.souk');
/** The marker goes first: data that is half removed must not pass for demo data that is there. */
const DATA = ['demo-data.json', 'database', 'events', 'sandbox'];

const say = (sentence: string) => console.log(`  ${sentence}`);
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function main(stopping: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { port, reset } = readOptions(process.argv.slice(2));
  const lock = InstanceLock.take(dir);
  process.on('exit', () => lock.release());
  for (const wanted of [port, port + 1]) {
    if (await isTaken(wanted)) throw new Error(portIsTaken(wanted, port));
  }
  if (reset) for (const part of DATA) rmSync(path.join(dir, part), { recursive: true, force: true });

  console.log('Starting Souk …');
  const platform = await Platform.start({
    dir,
    gatewayPort: port,
    sandboxPort: port + 1,
    environment: process.env,
    signal: stopping,
    onNews: say,
  });
  void openShop(platform, startedAt, stopping);
  if (!stopping.aborted) await once(stopping, 'abort');
  await platform.stop();
}

/** Makes the demo data and shows where things are. A shop without all of its demo data is still a shop. */
async function openShop(platform: Platform, startedAt: number, stopping: AbortSignal): Promise<void> {
  const sayWhatIsMissing = (error: unknown) => {
    // Then it fails because the platform is going.
    if (stopping.aborted) return;
    say(`demo data is not complete, the next start goes on with it: ${messageOf(error)}`);
  };
  const seeding = await seedDemoData({ url: platform.url, dir, onNews: say }).catch(sayWhatIsMissing);
  if (stopping.aborted) return;
  console.log(welcomeTable(platform, (performance.now() - startedAt) / 1000));
  await seeding?.pictures.catch(sayWhatIsMissing);
}

function portIsTaken(wanted: number, port: number): string {
  const purpose = wanted === port ? '' : ', which is for the sandbox’s pages';
  const other = port > 60_000 ? port - 1000 : port + 1000;
  return `Port ${wanted} is taken${purpose}. Choose another with: npm start -- --port ${other}`;
}

/** Aborted by Ctrl-C and SIGTERM; a later one ends this process at once, and the others notice. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  let firstAt = 0;
  const stop = () => {
    // One Ctrl-C arrives twice: from the terminal and from the npm script, which passes it on.
    if (controller.signal.aborted && performance.now() - firstAt > 1_000) process.exit(1);
    if (controller.signal.aborted) return;
    firstAt = performance.now();
    console.log('\nStopping …');
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}

const stopping = stopSignal();
main(stopping).then(
  () => process.exit(0),
  (error: unknown) => {
    // Stopped while it was starting: then this is the end that was asked for.
    if (stopping.aborted) process.exit(0);
    console.error(messageOf(error));
    process.exit(1);
  },
);
