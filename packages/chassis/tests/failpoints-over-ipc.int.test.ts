import { fork, type ChildProcess, type Serializable } from 'node:child_process';
import { on, once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { FailpointAction, FailpointRequest } from '../src/failpoint-messages.ts';

const ENTRY = fileURLToPath(new URL('./a-process-with-failpoints.ts', import.meta.url));
const READY = { type: 'ready', port: 1 };

const started = new Set<ChildProcess>();

afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
});

/** Runs the test's program. `next` is what it says next, `ended` how it went. */
function run(environment: Readonly<Record<string, string>> = { FAILPOINTS: 'on' }) {
  const env = { PORT: '0', JWKS_URL: 'http://127.0.0.1:9/unused', LOG_LEVEL: 'silent', ...environment };
  const child = fork(ENTRY, [], { env, stdio: 'pipe' });
  started.add(child);
  const messages = on(child, 'message');
  const written = Promise.all([text(child.stdout!), text(child.stderr!)]);
  return {
    child,
    next: async (): Promise<unknown> => {
      const { value } = (await messages.next()) as { value: readonly unknown[] };
      return value[0];
    },
    say: (message: FailpointRequest | Serializable) => void child.send(message),
    kill: () => child.kill('SIGKILL'),
    ended: once(child, 'exit').then(async ([code, by]: unknown[]) => {
      const [output, errors] = await written;
      return { code, by, output, errors };
    }),
  };
}

async function armed(action: FailpointAction) {
  const process = run();
  expect(await process.next()).toEqual(READY);
  process.say({ type: 'arm-failpoint', point: 'Port.step', action, times: 1 });
  expect(await process.next()).toEqual({ type: 'failpoint-armed', point: 'Port.step', isKnown: true });
  process.say('step');
  expect(await process.next()).toEqual({ type: 'failpoint-hit', point: 'Port.step', action });
  return process;
}

describe.concurrent('a process with failpoints', () => {
  it('lists its points, and how often they were passed', async () => {
    const { next, say, kill } = run();
    expect(await next()).toEqual(READY);
    say('step');
    expect(await next()).toBe('stepped');
    say({ type: 'list-failpoints' });
    expect(await next()).toEqual({ type: 'failpoints', passes: { 'Port.step': 1, 'Port.mark': 0 } });
    kill();
  });

  it.each([
    ['kill', ''],
    ['kill-after', 'done\n'],
  ] as const)('armed to %s itself, says so and is gone', async (action, output) => {
    const { ended } = await armed(action);
    expect(await ended).toEqual({ code: null, by: 'SIGKILL', output, errors: '' });
  });

  it.each([
    ['throw', 'StepWasMadeToFail: Port.step was made to fail before it began; nothing is wrong but the failpoint.'],
    ['lose', 'ReplyWasLost: Port.step was made to lose its answer; nothing is wrong but the failpoint.'],
  ] as const)('armed to %s, fails once', async (action, failure) => {
    const { next, say, kill } = await armed(action);
    expect(await next()).toBe(failure);
    say('step');
    expect(await next()).toBe('stepped');
    kill();
  });

  it('armed to hang in a step without a promise, answers nobody until it is killed', async () => {
    const { next, say, kill, ended } = run();
    expect(await next()).toEqual(READY);
    say({ type: 'arm-failpoint', point: 'Port.mark', action: 'hang', times: 1 });
    await next();
    say('mark');
    expect(await next()).toEqual({ type: 'failpoint-hit', point: 'Port.mark', action: 'hang' });
    say({ type: 'list-failpoints' });
    kill();
    expect(await ended).toMatchObject({ by: 'SIGKILL', output: '' });
    await expect(Promise.race([next(), Promise.resolve('nothing')])).resolves.toBe('nothing');
  });

  it('disarmed, does nothing of what it was armed for', async () => {
    const { next, say, kill } = run();
    expect(await next()).toEqual(READY);
    say({ type: 'arm-failpoint', point: 'Port.step', action: 'kill', times: 1 });
    await next();
    say({ type: 'disarm-failpoints' });
    expect(await next()).toEqual({ type: 'failpoints-disarmed' });
    say('step');
    expect(await next()).toBe('stepped');
    kill();
  });
});

describe.concurrent('a process without failpoints', () => {
  it('does not listen to who wants to arm one', async () => {
    const { next, say, kill } = run({});
    expect(await next()).toEqual(READY);
    say({ type: 'arm-failpoint', point: 'Port.step', action: 'kill', times: 1 });
    say('step');
    expect(await next()).toBe('stepped');
    kill();
  });

  it.each([
    ['that others can reach', { FAILPOINTS: 'on', HOST: '0.0.0.0' }, 'FAILPOINTS: is for tests'],
    ['that is told anything but on', { FAILPOINTS: 'yes' }, 'FAILPOINTS: '],
  ])('%s, does not start', async (_case, environment, reason) => {
    const { code, errors } = await run(environment).ended;
    expect(code).toBe(1);
    expect(errors).toContain(reason);
  });
});
