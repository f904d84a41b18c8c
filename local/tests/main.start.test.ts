import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freeTriple, SoukRun, type RunOptions } from './souk-run.ts';
import { temporaryFolder } from './temporary-folder.ts';

const READY = 'Souk is ready';
const otherProcessor = Buffer.from(`Object.defineProperty(process, 'arch', { value: 'ia32' })`).toString('base64');
const ON_ANOTHER_PROCESSOR = `--import=data:text/javascript;base64,${otherProcessor}`;

/** A start in a folder of its own, which does not outlive its test. */
async function start(args: readonly string[] = [], options: Partial<RunOptions> = {}) {
  const cwd = temporaryFolder();
  const run = new SoukRun(['--port', String(await freeTriple()), ...args], { cwd, ...options });
  onTestFinished(() => run.clear());
  return { run, cwd };
}

/** What of a folder others than its owner may read, write or enter. */
const openToOthers = (dir: string) =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .concat(dir)
    .filter((entry) => (lstatSync(entry).mode & 0o077) !== 0 && !lstatSync(entry).isSymbolicLink());

describe('a start that cannot succeed', () => {
  it('when a service does not start, says which, why and where its log is, and leaves nothing running', async () => {
    const { run, cwd } = await start([], { environment: { STRIPE_SECRET_KEY: 'nonsense' } });
    expect(await run.exitCode).toBe(1);
    const log = path.join(cwd, '.souk/logs/payment-service.log');
    const lines = [
      'payment-service did not start: it ended (1) before it was ready.',
      '',
      '  payment-service cannot start. Fix these environment variables (see env.template):',
      '    STRIPE_SECRET_KEY: must be a secret or restricted key of Stripe',
      '    STRIPE_WEBHOOK_SECRET: is missing',
      '',
      `Its log is ${log}`,
      '',
    ];
    expect(run.errors).toBe(lines.join('\n'));
    expect(readFileSync(log, 'utf8')).toContain('STRIPE_WEBHOOK_SECRET: is missing');
    expect(run.output).not.toContain(READY);
    await run.isGone();
    expect(readdirSync(path.join(cwd, '.souk'))).not.toContain('lock');
    expect(openToOthers(path.join(cwd, '.souk'))).toEqual([]);
  });

  it('when the database does not run on this machine, says what to do in one sentence', async () => {
    const { run, cwd } = await start([], { environment: { NODE_OPTIONS: ON_ANOTHER_PROCESSOR } });
    expect(await run.exitCode).toBe(1);
    expect(run.errors).toMatch(/^The embedded database runs on [^\n]+: set MONGODB_URI [^\n]+ and start again\.\n$/);
    expect(readdirSync(path.join(cwd, '.souk'))).toEqual(['secrets.json']);
  });

  it('when an option is misspelt, says which there are', async () => {
    const { run, cwd } = await start(['--prot', '9090']);
    expect(await run.exitCode).toBe(1);
    expect(run.errors).toBe("Unknown option '--prot': the options are --port <number> and --reset.\n");
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('a start that is interrupted', () => {
  it.each(['database is ready', 'gateway is ready'])(
    'when Ctrl-C is pressed after “%s”, ends in order',
    async (moment) => {
      const { run, cwd } = await start();
      await run.printed(moment);
      run.pressCtrlC();
      expect(await run.exitCode).toBe(0);
      expect(run.errors).toBe('');
      expect(run.output).toContain('\nStopping …\n');
      expect(run.output).not.toContain('starting it again');
      await run.isGone();
      expect(readdirSync(path.join(cwd, '.souk'))).not.toContain('lock');
    },
  );

  it('when it is killed while services start, nothing is left', async () => {
    const { run } = await start();
    await run.printed('sandbox is ready');
    run.kill('SIGKILL');
    expect(await run.exitCode).toBeNull();
    await run.isGone();
  });
});

describe('the demo', () => {
  it('when nobody answers, says how to start', async () => {
    const { run } = await start([], { script: 'demo.ts' });
    expect(await run.exitCode).toBe(1);
    expect(run.errors).toBe('Souk does not answer. Start it with: npm start; if it has another port, say --port.\n');
  });
});
