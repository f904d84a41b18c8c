import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: { share: { type: 'string', default: '1/1' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const [share = 0, of = 0] = values.share.split('/').map(Number);
if (!(Number.isInteger(of) && share >= 1 && share <= of) || !Number.isInteger(Number(values.seed))) {
  console.error('Use: npm run test:failpoints -- [--share 1/8] [--seed 1] [what vitest takes]');
  process.exit(2);
}

/** Much of a case is waiting: for a process to come back, for a sweep, for a minute to pass. */
const AT_ONCE = '8';

console.log(`share ${values.share} of the failpoints, seed ${values.seed}`);
const script = path.join(import.meta.dirname, 'test.ts');
const tests = spawn(
  process.execPath,
  [script, '--project', 'failpoints', '--maxConcurrency', AT_ONCE, ...positionals],
  {
    stdio: 'inherit',
    env: { ...process.env, FAILPOINTS_SHARE: values.share, FAILPOINTS_SEED: values.seed },
  },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => tests.kill(signal));
await once(tests, 'exit');
process.exitCode = tests.exitCode ?? 1;
