import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

/** The longest first, so that the short ones fill the other cores meanwhile. The import rules are among the unit tests. */
const steps: Step[] = [
  { name: 'lint', command: ['eslint', '--cache', '--cache-location', '.cache/eslint/', '.'] },
  { name: 'types', command: ['tsc'] },
  { name: 'unit tests and import rules', command: ['vitest', 'run', '--project', 'unit', '--reporter', 'minimal'] },
  { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'dead code', command: ['knip'] },
];

const root = path.dirname(import.meta.dirname);

async function passes({ name, command: [tool, ...args] }: Step): Promise<boolean> {
  const startedAt = performance.now();
  const child = spawn(tool, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok' : 'FAILED'} ${name} ${seconds} s`);
  if (code !== 0) console.log(`\n${stdout}${stderr}`);
  return code === 0;
}

const waiting = steps.values();
const outcomes: boolean[] = [];
const work = async () => {
  for (const step of waiting) outcomes.push(await passes(step));
};
await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work));

const failed = outcomes.filter((passed) => !passed).length;
console.log(`${steps.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
