import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { SupervisedProcess } from '../../src/process/supervised-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { isRunning, TEST_CHILD } from './test-children.ts';

/** A supervised test child called `worker`; while the file `trouble` exists, it does what it is told. */
function aWorker(does: 'fail' | 'stay silent' = 'fail', also: { readonly longestPauseMs?: number } = {}) {
  const dir = temporaryFolder();
  const logs = path.join(dir, 'logs');
  const trouble = path.join(dir, 'trouble');
  const news: string[] = [];
  const worker = new SupervisedProcess({
    name: 'worker',
    entry: TEST_CHILD,
    env: { CHILD_DOES: does, CHILD_WHILE: trouble },
    logs,
    onNews: (sentence) => news.push(sentence),
    ...also,
  });
  onTestFinished(() => worker.stop());
  return {
    worker,
    news,
    logs,
    log: () => readFileSync(path.join(logs, 'worker.log'), 'utf8'),
    makeTrouble: () => writeFileSync(trouble, ''),
    endTrouble: () => rmSync(trouble),
  };
}

const within = { timeout: 60_000, interval: 20 };

describe('a process that is ready', () => {
  it('runs, and writes its log', async () => {
    const { worker, log, news } = aWorker();
    expect(worker.pid).toBeNull();
    await worker.start();
    await worker.ready();
    expect(isRunning(worker.pid!)).toBe(true);
    await vi.waitFor(() => expect(log()).toBe(`process ${worker.pid}\nhello\n`), within);
    expect(news).toEqual([]);
  });

  it('when stopped, has ended and written its log to the last word', async () => {
    const { worker, log, news } = aWorker();
    await worker.start();
    const { pid } = worker;
    await worker.stop();
    expect(isRunning(pid!)).toBe(false);
    expect(worker.pid).toBeNull();
    expect(log()).toBe(`process ${pid}\nhello\nstopped\n`);
    expect(news).toEqual([]);
    await worker.stop();
  });

  it('hears what it is told and is heard, also after it was killed, until nobody tells it or listens', async () => {
    const { worker } = aWorker();
    const said: unknown[] = [];
    const stopListening = worker.listen((message) => said.push(message));
    await worker.start();
    const stopTelling = worker.tell({ number: 1 });
    await vi.waitFor(() => expect(said).toEqual([{ heard: { number: 1 } }]), within);
    await worker.crash();
    worker.tell({ number: 2 });
    await vi.waitFor(() => expect(said.slice(1)).toEqual([{ heard: { number: 1 } }, { heard: { number: 2 } }]), within);
    stopTelling();
    await worker.crash();
    await vi.waitFor(() => expect(said.slice(3)).toEqual([{ heard: { number: 2 } }]), within);
    stopListening();
    const heard = new Promise((resolve) => worker.listen(resolve));
    worker.tell({ number: 3 });
    await heard;
    expect(said).toHaveLength(4);
  });

  it('when its log cannot be written, says so once and keeps the process', async () => {
    const { worker, news, logs } = aWorker();
    mkdirSync(path.join(logs, 'stubborn.log'), { recursive: true });
    const stubborn = new SupervisedProcess({
      name: 'stubborn',
      entry: TEST_CHILD,
      env: {},
      logs,
      onNews: (sentence) => news.push(sentence),
    });
    onTestFinished(() => stubborn.stop());
    await stubborn.start();
    expect(news).toEqual([expect.stringMatching(/stubborn\.log is no longer written: EISDIR/)]);
    expect(isRunning(stubborn.pid!)).toBe(true);
    await worker.stop();
  });
});

describe('a process that crashes', () => {
  it('is started again after pauses that grow, and ready() waits for it', async () => {
    const { worker, news } = aWorker();
    await worker.start();
    const pids = [worker.pid];
    for (let crash = 0; crash < 3; crash++) {
      await worker.crash();
      expect(worker.pid).toBeNull();
      await worker.ready();
      pids.push(worker.pid);
    }
    expect(news).toEqual([
      'worker ended; starting it again in 0.2 s',
      'worker is back',
      'worker ended; starting it again in 0.4 s',
      'worker is back',
      'worker ended; starting it again in 0.8 s',
      'worker is back',
    ]);
    expect(new Set(pids).size).toBe(4);
    expect(isRunning(pids.at(-1)!)).toBe(true);
  });

  it('is started again after the longest pause that was wished for, at most', async () => {
    const { worker, news } = aWorker('fail', { longestPauseMs: 300 });
    await worker.start();
    for (let crash = 0; crash < 3; crash++) {
      await worker.crash();
      await worker.ready();
    }
    expect(news.filter((sentence) => sentence.includes('again'))).toEqual([
      'worker ended; starting it again in 0.2 s',
      'worker ended; starting it again in 0.3 s',
      'worker ended; starting it again in 0.3 s',
    ]);
  });

  it('when it cannot start again, is tried until it can; the log says why it could not', async () => {
    const { worker, news, log, makeTrouble, endTrouble } = aWorker();
    await worker.start();
    makeTrouble();
    await worker.crash();
    await vi.waitFor(() => expect(news).toHaveLength(3), within);
    expect(news).toEqual([0.2, 0.4, 0.8].map((pause) => `worker ended; starting it again in ${pause} s`));
    expect(
      log().match(/the disk is on fire\nworker did not start again: it ended \(3\) before it was ready\n/g),
    ).toHaveLength(2);
    endTrouble();
    await worker.ready();
    expect(news.at(-1)).toBe('worker is back');
  });

  it('when stopped during the pause, does not come back', async () => {
    const { worker, news, makeTrouble } = aWorker();
    await worker.start();
    makeTrouble();
    await worker.crash();
    await vi.waitFor(() => expect(news.at(-1)).toContain('0.8 s'), within);
    await worker.stop();
    expect(news).toHaveLength(3);
    expect(worker.pid).toBeNull();
  });

  it('when stopped while it is starting again, is gone', async () => {
    const { worker, log, makeTrouble } = aWorker('stay silent');
    await worker.start();
    const first = worker.pid!;
    makeTrouble();
    await worker.crash();
    const again = await vi.waitFor(() => {
      const [pid] = [...log().matchAll(/^process (\d+)$/gm)]
        .map((match) => Number(match[1]))
        .filter((pid) => pid !== first);
      expect(pid).toBeDefined();
      return pid!;
    }, within);
    expect(isRunning(again)).toBe(true);
    await worker.stop();
    expect(isRunning(again)).toBe(false);
  });
});

describe('a process that does not start', () => {
  it('when it fails, says which it is, why and where its log is, and does not try again', async () => {
    const { worker, logs, news, makeTrouble } = aWorker();
    makeTrouble();
    const { message } = await worker.start().then(
      () => expect.unreachable(),
      (error: unknown) => error as Error,
    );
    expect(message).toMatch(/^worker did not start: it ended \(3\) before it was ready\.\n\n {2}process \d+\n/);
    expect(message).toContain('\n  It cannot work like this:\n');
    expect(message).toContain('\n  the disk is on fire\n');
    expect(message.endsWith(`\n\nIts log is ${path.join(logs, 'worker.log')}`)).toBe(true);
    expect(news).toEqual([]);
    await worker.stop();
  });

  it('when stopped meanwhile, is gone', async () => {
    const { worker, log, makeTrouble } = aWorker('stay silent');
    makeTrouble();
    const starting = expect(worker.start()).rejects.toThrow('it was told to stop before it was ready');
    await vi.waitFor(() => expect(log()).toContain('hello'), within);
    await worker.stop();
    await starting;
    expect(isRunning(Number(/^process (\d+)$/m.exec(log())?.[1]))).toBe(false);
  });
});
