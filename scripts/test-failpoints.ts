import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const USE = 'Use: npm run test:failpoints -- [--share 1/8] [--seed 1] [-t words of the cases]';

function optionsOf(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        share: { type: 'string', default: '1/1' },
        seed: { type: 'string', default: '1' },
        testNamePattern: { type: 'string', short: 't', default: '' },
      },
    });
    const [share = 0, of = 0] = values.share.split('/').map(Number);
    const isShare = Number.isInteger(of) && Number.isInteger(share) && share >= 1 && share <= of;
    return isShare && Number.isInteger(Number(values.seed)) ? values : null;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

const values = optionsOf(process.argv.slice(2));
if (values === null) {
  console.error(USE);
  process.exit(2);
}

/** Much of a case is waiting: for a process to come back, for a sweep, for a minute to pass. */
const AT_ONCE = '12';

console.log(`share ${values.share} of the failpoints, seed ${values.seed}`);
const script = path.join(import.meta.dirname, 'test.ts');
// A platform of which no case was wanted, or which was interrupted, leaves its files in here.
const folder = await mkdtemp(path.join(tmpdir(), 'souk-failpoints-'));
const tests = spawn(
  process.execPath,
  [script, '--project', 'failpoints', '--maxConcurrency', AT_ONCE, '--testNamePattern', values.testNamePattern],
  {
    stdio: 'inherit',
    env: { ...process.env, TMPDIR: folder, FAILPOINTS_SHARE: values.share, FAILPOINTS_SEED: values.seed },
  },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => tests.kill(signal));
await once(tests, 'exit');
// Its processes may take a moment to end.
await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 500 });
process.exitCode = tests.exitCode ?? 1;
