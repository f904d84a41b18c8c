import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ChildDidNotStart, startChild, type ChildOptions } from '../../src/process/child.ts';
import { isRunning, TEST_CHILD } from './test-children.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

type Does = 'run' | 'fail' | 'stay silent' | 'stop for ever' | 'fail to stop';

/** Starts the child of the tests, which does not outlive its test, and notes its lines. */
async function start(does: Does, options: Partial<ChildOptions> = {}) {
  const lines: string[] = [];
  const child = await startChild({
    entry: TEST_CHILD,
    onLine: (line) => lines.push(line),
    ...options,
    env: { CHILD_DOES: does, ...options.env },
  });
  onTestFinished(() => child.kill());
  return { child, lines };
}

const failureOf = async (does: Does, options: Partial<ChildOptions> = {}): Promise<ChildDidNotStart> => {
  const error: unknown = await start(does, options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ChildDidNotStart);
  return error as ChildDidNotStart;
};

const pidIn = (lines: readonly string[]): number => Number(/^process (\d+)$/m.exec(lines.join('\n'))?.[1]);

describe('a child that gets ready', () => {
  it('gives its port, its process and its lines', async () => {
    const { child, lines } = await start('run');
    expect(child.port).toBe(4711);
    expect(isRunning(child.pid)).toBe(true);
    expect(lines).toEqual([`process ${child.pid}`, 'hello']);
  });

  it('when stopped, ends by itself, heard to its last word', async () => {
    const { child, lines } = await start('run');
    await child.stop();
    expect(child.process.exitCode).toBe(0);
    expect(lines.at(-1)).toBe('stopped');
    await child.ended;
    await child.stop();
  });

  it('when killed, is gone without another word', async () => {
    const { child, lines } = await start('run');
    await child.kill();
    expect(child.process.signalCode).toBe('SIGKILL');
    expect(isRunning(child.pid)).toBe(false);
    expect(lines.at(-1)).toBe('hello');
  });

  it('when it does not come to its end, is killed after 10 s', async () => {
    const { child } = await start('stop for ever');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const stopped = child.stop();
    vi.advanceTimersByTime(9_999);
    expect(child.process.killed).toBe(true);
    expect(isRunning(child.pid)).toBe(true);
    vi.advanceTimersByTime(1);
    await stopped;
    expect(child.process.signalCode).toBe('SIGKILL');
  });

  it('when it cannot stop properly, says why and ends with code 1', async () => {
    const { child, lines } = await start('fail to stop');
    await child.stop();
    expect(child.process.exitCode).toBe(1);
    expect(lines.join('\n')).toContain('It cannot let go.');
  });

  it('gets this process’s variables but what is withheld, and its own', async () => {
    vi.stubEnv('CHILD_SAYS', 'a secret');
    expect((await start('run')).lines).toContain('a secret');
    expect((await start('run', { withhold: ['CHILD_SAYS'] })).lines).toContain('hello');
    const own = { withhold: ['CHILD_SAYS'], env: { CHILD_SAYS: 'its own secret' } };
    expect((await start('run', own)).lines).toContain('its own secret');
  });

  // Where /proc is: field 5 is the process group (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html).
  it.runIf(process.platform === 'linux')('is out of reach of a terminal’s Ctrl-C', async () => {
    const groupOf = (pid: number) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[2];
    const { child } = await start('run');
    expect(groupOf(child.pid)).toBe(String(child.pid));
    expect(groupOf(child.pid)).not.toBe(groupOf(process.pid));
  });
});

describe('a child that does not get ready', () => {
  it('when it ends, is reported with its last lines, whole or not, from both streams', async () => {
    const { reason, lastLines, message } = await failureOf('fail');
    expect(reason).toBe('ended (3) before it was ready');
    expect(lastLines).toHaveLength(4);
    expect(lastLines).toEqual(expect.arrayContaining(['hello', 'It cannot work like this:', 'the disk is on fire']));
    expect(message).toBe([`${TEST_CHILD} ${reason}`, ...lastLines].join('\n'));
  });

  it('when it has written much, is reported with the last 40 lines', async () => {
    const said = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n');
    const { lastLines } = await failureOf('fail', { env: { CHILD_SAYS: said } });
    expect(lastLines).toHaveLength(40);
    expect(lastLines).toContain('line 99');
  });

  it('when its entry point is not there, is reported with what Node says', async () => {
    const { lastLines } = await failureOf('run', { entry: `${TEST_CHILD}.missing.ts` });
    expect(lastLines.join('\n')).toContain('Cannot find module');
  });

  it('when it stays silent, is killed after the time it had', async () => {
    const { reason, lastLines } = await failureOf('stay silent', { readyWithin: 700 });
    expect(reason).toBe('was not ready within 700 ms');
    expect(isRunning(pidIn(lastLines))).toBe(false);
  });

  it('when it is told to stop meanwhile, is gone before the report', async () => {
    const controller = new AbortController();
    const { reason, lastLines } = await failureOf('stay silent', {
      signal: controller.signal,
      onLine: () => controller.abort(),
    });
    expect(reason).toBe('was told to stop before it was ready');
    expect(isRunning(pidIn(lastLines))).toBe(false);
  });

  it('when it was told to stop before it began, does not get ready', async () => {
    expect((await failureOf('run', { signal: AbortSignal.abort() })).reason).toContain('told to stop');
  });
});

describe('announceReady', () => {
  const begin = (does: string): ChildProcess => {
    const env = { ...process.env, CHILD_DOES: does };
    const child = fork(TEST_CHILD, { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };
  const endOf = async (child: ChildProcess) => {
    const [said, [code]] = await Promise.all([text(child.stdout!), once(child, 'exit')]);
    return { said: said.split('\n').at(-1), code };
  };

  it('when the parent leaves, stops', async () => {
    const child = begin('run');
    const end = endOf(child);
    expect(await once(child, 'message')).toEqual([{ type: 'ready', port: 4711 }, undefined]);
    child.disconnect();
    expect(await end).toEqual({ said: 'stopped', code: 0 });
  });

  it('when the parent has left while the child was starting, stops', async () => {
    const child = begin('start slowly');
    const end = endOf(child);
    child.disconnect();
    expect(await end).toEqual({ said: 'stopped', code: 0 });
  });

  it('when told to stop twice, stops once', async () => {
    const child = begin('run');
    const end = endOf(child);
    await once(child, 'message');
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect(await end).toEqual({ said: 'stopped', code: 0 });
  });

  it('when nobody forked the process, runs until it is told to stop', async () => {
    const child = spawn(process.execPath, [TEST_CHILD], {
      env: { ...process.env, CHILD_DOES: 'run alone' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    child.stdout.setEncoding('utf8');
    let said = '';
    child.stdout.on('data', (chunk: string) => (said += chunk));
    await vi.waitFor(() => expect(said).toContain('hello'), { timeout: 60_000 });
    child.kill('SIGTERM');
    const [code] = await once(child, 'close');
    expect({ code, end: said.split('\n').at(-1) }).toEqual({ code: 0, end: 'stopped' });
  });
});
