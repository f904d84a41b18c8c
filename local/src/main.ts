import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { seedDemoData } from './demo-data/seed-demo-data.ts';
import { isTaken } from './free-port.ts';
import { InstanceLock } from './instance-lock.ts';
import { readOptions } from './options.ts';
import { Platform } from './platform.ts';
import { welcomeTable } from './welcome-table.ts';

const dir = path.resolve('.souk');

async function main(): Promise<void> {
  const startedAt = performance.now();
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { port, reset } = readOptions(process.argv.slice(2));
  const lock = InstanceLock.take(dir);
  process.on('exit', () => lock.release());
  for (const wanted of [port, port + 1]) {
    if (await isTaken(wanted))
      throw new Error(`Port ${wanted} is taken. Choose another with: npm start -- --port ${port + 1000}`);
  }
  if (reset)
    for (const part of ['database', 'events', 'sandbox', 'demo-data.json'])
      rmSync(path.join(dir, part), { recursive: true, force: true });

  const say = (sentence: string) => console.log(`  ${sentence}`);
  console.log('Starting Souk …');
  const stopping = stopOnSignal();
  const platform = await Platform.start({
    dir,
    gatewayPort: port,
    sandboxPort: port + 1,
    environment: process.env,
    onNews: say,
  });
  stopping.platform = platform;
  const seeding = await seedDemoData({ url: platform.url, dir, onNews: say });
  console.log(welcomeTable(platform, (performance.now() - startedAt) / 1000));
  await seeding.pictures;
}

/** Ctrl-C and SIGTERM stop every process; a second one ends at once. */
function stopOnSignal(): { platform: Platform | null } {
  const state: { platform: Platform | null; stopping: boolean } = { platform: null, stopping: false };
  const stop = () => {
    if (state.stopping || state.platform === null) process.exit(1);
    state.stopping = true;
    console.log('\nStopping …');
    void state.platform.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return state;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
