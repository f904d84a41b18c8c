import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

const USE = 'Use: npm run test:failpoints -- [--share 1/8] [--seed 1] [--workers 3] [-t words of the cases]';

const isCount = (number: number) => Number.isInteger(number) && number >= 1;

function optionsOf(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        share: { type: 'string', default: '1/1' },
        seed: { type: 'string', default: '1' },
        workers: { type: 'string', default: '3' },
        testNamePattern: { type: 'string', short: 't', default: '' },
      },
    });
    const [share = 0, of = 0] = values.share.split('/').map(Number);
    const [seed, workers] = [Number(values.seed), Number(values.workers)];
    const isRight = isCount(of) && isCount(share) && share <= of && Number.isInteger(seed) && isCount(workers);
    return isRight ? { ...values, workers } : null;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

const options = optionsOf(process.argv.slice(2));
if (options === null) {
  console.error(USE);
  process.exit(2);
}
const { share, seed, workers, testNamePattern } = options;

/** Much of a case is waiting: for a process to come back, for a sweep, for a while to pass. */
const AT_ONCE = '12';

// A platform of which no case was wanted, or which was interrupted, leaves its files in here.
const folder = await mkdtemp(path.join(tmpdir(), 'souk-failpoints-'));

console.log(`share ${share} of the failpoints, seed ${seed}`);

const total = { passed: 0, failed: 0 };

/** Adds up what the parts say at their ends. */
function count(line: string): void {
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(line) ?? [];
  total.passed += Number(passed ?? 0);
  total.failed += Number(failed ?? 0);
}

/** A part of the share, on a platform of its own: `1/3`. */
function startWorker(part: string) {
  const worker = spawn(
    process.execPath,
    [
      path.join(import.meta.dirname, 'test.ts'),
      ...['--project', 'failpoints', '--maxConcurrency', AT_ONCE, '--testNamePattern', testNamePattern],
    ],
    {
      stdio: ['inherit', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: folder, FAILPOINTS_SHARE: share, FAILPOINTS_PART: part, FAILPOINTS_SEED: seed },
    },
  );
  const lines = createInterface({ input: worker.stdout }).on('line', (line) => {
    count(line);
    console.log(`${part} ${line}`);
  });
  return { worker, ended: Promise.all([once(worker, 'exit'), once(lines, 'close')]) };
}

const running = Array.from({ length: workers }, (_none, index) => startWorker(`${index + 1}/${workers}`));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => running.forEach(({ worker }) => worker.kill(signal)));
}
await Promise.all(running.map(({ ended }) => ended));
// Its processes may take a moment to end.
await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 500 });
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = running.every(({ worker }) => worker.exitCode === 0) ? 0 : 1;
