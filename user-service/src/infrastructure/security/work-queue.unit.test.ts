import { describe, expect, it } from 'vitest';
import { TooManyPasswordsAtOnce } from '../../application/ports/password-error.ts';
import { WorkQueue } from './work-queue.ts';

/** Tasks that run until they are told to end. */
function controlledTasks() {
  const ends: (() => void)[] = [];
  return {
    started: () => ends.length,
    endNext: () => ends.shift()?.(),
    task: () => new Promise<void>((end) => ends.push(end)),
  };
}

const settled = () => new Promise<void>((turn) => setImmediate(turn));

describe('WorkQueue', () => {
  it('when more tasks come than may run, runs the rest as others end', async () => {
    const { started, endNext, task } = controlledTasks();
    const queue = new WorkQueue(2);
    const runs = [1, 2, 3].map(() => queue.run(task));
    await settled();
    expect(started()).toBe(2);
    endNext();
    await settled();
    expect(started()).toBe(2);
    endNext();
    endNext();
    await Promise.all(runs);
  });

  it('when a task fails, tells its caller and runs the next', async () => {
    const queue = new WorkQueue(1);
    const failing = queue.run(() => Promise.reject(new Error('broken')));
    const next = queue.run(() => Promise.resolve('done'));
    await expect(failing).rejects.toThrow('broken');
    await expect(next).resolves.toBe('done');
  });

  it('when a hundred tasks wait, refuses the next until there is room', async () => {
    const { endNext, task } = controlledTasks();
    const queue = new WorkQueue(1);
    const runs = Array.from({ length: 101 }, () => queue.run(task));
    await settled();
    await expect(queue.run(task)).rejects.toThrow(TooManyPasswordsAtOnce);
    endNext();
    await settled();
    runs.push(queue.run(task));
    for (let ended = 1; ended < runs.length; ended++) {
      endNext();
      await settled();
    }
    await Promise.all(runs);
  });
});
