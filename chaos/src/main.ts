import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runChaos, type ChaosOutcome } from './chaos.ts';
import { holds } from './verdict.ts';
import { verdictTable } from './verdict-table.ts';

const USAGE = `npm run chaos -- [--minutes N] [--seed WORD] [--clients N] [--settle-within SECONDS] [--keep]

Shops on a platform of its own while processes are killed and stopped and providers misbehave, heals it and judges what is left.`;

const OPTIONS = {
  minutes: { type: 'string', default: '1' },
  seed: { type: 'string' },
  clients: { type: 'string', default: '6' },
  'settle-within': { type: 'string', default: '60' },
  keep: { type: 'boolean', default: false },
} as const;

function given() {
  try {
    const { values } = parseArgs({ options: OPTIONS });
    const [minutes, clients, seconds] = [values.minutes, values.clients, values['settle-within']].map(Number);
    const seed = values.seed ?? String(Date.now() % 1_000_000);
    if (isPositive(minutes) && isPositive(clients) && isPositive(seconds)) {
      return { minutes, clients, seed, settleWithinMs: seconds * 1000, keep: values.keep };
    }
    console.error('--minutes, --clients and --settle-within are numbers greater than 0.');
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  console.error(USAGE);
  process.exit(2);
}

const isPositive = (value: number | undefined): value is number => value !== undefined && value > 0;

function report(
  { verdicts, harm, visits, readings, settledAfterMs, requests, orders, kept }: ChaosOutcome,
  seed: string,
): void {
  console.log(verdictTable(verdicts));
  console.log(`\n${visits} visits, ${requests} requests, judged ${readings} times meanwhile; ${kept} messages kept`);
  for (const [end, count] of [...orders].sort(([, a], [, b]) => b - a))
    console.log(`${String(count).padStart(6)}  ${end}`);
  console.log(
    `${harm.kills} kills, ${harm.freezes} stops, ${harm.faultChanges} changes of faults; judged ${Math.round(settledAfterMs / 1000)} s after the last; seed ${seed}`,
  );
}

async function main(): Promise<boolean> {
  const { seed, keep, ...options } = given();
  const dir = await mkdtemp(path.join(tmpdir(), 'souk-chaos-'));
  console.log(`${options.minutes} min with ${options.clients} clients, seed ${seed}, in ${dir}`);
  let isSound = false;
  try {
    const outcome = await runChaos({ ...options, seed, dir, onProgress: (sentence) => console.log(sentence) });
    report(outcome, seed);
    const broken = outcome.verdicts.filter((verdict) => !holds(verdict)).length;
    isSound = broken === 0;
    if (isSound && !keep) await rm(dir, { recursive: true, force: true });
    else console.log(`History, diary, logs and data are in ${dir}`);
    console.log(`${outcome.verdicts.length - broken} passed, ${broken} failed`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.log(`What there is of it is in ${dir}`);
  }
  return isSound;
}

// What runs for this process ends by itself once it is gone.
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
// Events that Stripe could not deliver are fetched so often instead of each minute: they are to be known by the time of the judgement.
process.env['FETCH_EVENTS_EVERY_MS'] ??= '10000';
process.exit((await main()) ? 0 : 1);
