import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const ENTRY = fileURLToPath(new URL('./a-process.ts', import.meta.url));
/** Makes a process' time-outs twenty times as short. */
const IN_A_HURRY = [
  '--import',
  'data:text/javascript,const wait=setTimeout;globalThis.setTimeout=(work,ms,...rest)=>wait(work,ms/20,...rest)',
];

const started = new Set<ChildProcess>();

afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
});

/** Runs the test's program; `ended` has its exit code and what it wrote. */
function run(behaviour: string, execArgv: readonly string[] = []) {
  const child = fork(ENTRY, [], { env: { BEHAVIOUR: behaviour }, execArgv: [...execArgv], stdio: 'pipe' });
  started.add(child);
  const message = once(child, 'message').then(([said]: unknown[]) => said);
  const ended = Promise.all([once(child, 'exit'), text(child.stdout!), text(child.stderr!)]).then(
    ([[code], output, errors]: [unknown[], string, string]) => ({ code, output, errors }),
  );
  return { child, message, ended };
}

describe.concurrent('runProcess', () => {
  it.each([
    ['SIGTERM', 'SIGINT'],
    ['SIGINT', 'SIGTERM'],
  ] as const)('when it gets %s and then %s, stops once and ends with 0', async (first, second) => {
    const { child, message, ended } = run('does well');
    expect(await message).toEqual({ type: 'ready', port: 1234 });
    child.kill(first);
    child.kill(second);
    expect(await ended).toEqual({ code: 0, output: 'stopping\nstopped\n', errors: '' });
  });

  it('when its supervisor lets go of it, stops and is gone, whatever its exit handlers would do', async () => {
    const { child, message, ended } = run('does well');
    await message;
    child.disconnect();
    expect(await ended).toEqual({ code: null, output: 'stopping\nstopped\n', errors: '' });
    expect(child.signalCode).toBe('SIGKILL');
  });

  it('when its supervisor is killed, ends', async () => {
    const supervise = `require('node:child_process').fork(${JSON.stringify(ENTRY)}).on('message', () => console.log('up'))`;
    const supervisor = spawn(process.execPath, ['--eval', supervise], { stdio: ['ignore', 'pipe', 'ignore'] });
    started.add(supervisor);
    await once(supervisor.stdout, 'data');
    supervisor.kill('SIGKILL');
    // Both write to this pipe: it ends when both are gone.
    supervisor.stdout.resume();
    await once(supervisor.stdout, 'end');
  });

  it.each(['throws', 'rejects'])(
    'when something %s and nobody catches it, stops and ends with 1',
    async (behaviour) => {
      const { code, output, errors } = await run(behaviour).ended;
      expect([code, output]).toEqual([1, 'stopping\nstopped\n']);
      expect(errors).toMatch(/^Error: The test wants it so\.\n +at /);
    },
  );

  it('when its configuration is wrong, ends with 1 and says what to fix, without a stack or a value', async () => {
    const { code, errors } = await run('has no configuration').ended;
    expect(code).toBe(1);
    expect(errors).toMatch(
      /^test-service cannot start\. Fix these environment variables \(see env\.template\):\n {2}PORT: .*\n {2}JWKS_URL: is missing\n$/,
    );
    expect(errors).not.toContain('canary');
  });

  it('when it cannot start, ends with 1 and says why', async () => {
    const { code, errors } = await run('cannot start').ended;
    expect(code).toBe(1);
    expect(errors).toContain('Error: The test wants it so.');
  });

  it('when told to stop before it has started, ends with 0', async () => {
    const { child, message, ended } = run('starts for ever');
    expect(await message).toEqual({ type: 'starting' });
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0, output: '', errors: '' });
  });

  it('when it cannot stop, ends with 1 and says why', async () => {
    const { child, message, ended } = run('cannot stop');
    await message;
    child.kill('SIGTERM');
    const { code, errors } = await ended;
    expect(code).toBe(1);
    expect(errors).toContain('Error: The test wants it so.');
  });

  it('when it has not stopped after 10 s, ends with 1 all the same', async () => {
    const { child, message, ended } = run('stops for ever', IN_A_HURRY);
    await message;
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 1, output: 'stopping\n', errors: '' });
  });
});
