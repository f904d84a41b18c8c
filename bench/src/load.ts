import { setTimeout as delay } from 'node:timers/promises';
import { Latencies } from './latencies.ts';

export interface LoadResult {
  readonly done: number;
  readonly failed: number;
  /** Why the first failed one failed. */
  readonly failure: string | null;
  readonly perSecond: number;
  /** Milliseconds. In the open model they count from the moment a task was due, so a slow server cannot hide its queue. */
  readonly p50: number;
  readonly p99: number;
}

export type Task = (index: number) => Promise<unknown>;

/** Closed model: so many users, each starting its next task when the last one has ended. Shows how much can be done. */
export async function closedLoad({
  users,
  seconds,
  task,
}: {
  users: number;
  seconds: number;
  task: Task;
}): Promise<LoadResult> {
  const tally = new Tally();
  const end = performance.now() + seconds * 1000;
  let index = 0;
  const user = async () => {
    while (performance.now() < end) await tally.run(task, index++, performance.now());
  };
  await Promise.all(Array.from({ length: users }, user));
  return tally.result();
}

/** Open model: tasks become due at a steady pace, whether or not earlier ones have ended. Shows how long people wait. */
export async function openLoad({
  perSecond,
  seconds,
  task,
}: {
  perSecond: number;
  seconds: number;
  task: Task;
}): Promise<LoadResult> {
  const tally = new Tally();
  const startedAt = performance.now();
  const running: Promise<void>[] = [];
  for (let index = 0; index < perSecond * seconds; index++) {
    const dueAt = startedAt + (index * 1000) / perSecond;
    const early = dueAt - performance.now();
    if (early > 0) await delay(early);
    running.push(tally.run(task, index, dueAt));
  }
  await Promise.all(running);
  return tally.result();
}

class Tally {
  readonly #latencies = new Latencies();
  readonly #startedAt = performance.now();
  #failed = 0;
  #failure: string | null = null;

  async run(task: Task, index: number, dueAt: number): Promise<void> {
    try {
      await task(index);
      this.#latencies.add(performance.now() - dueAt);
    } catch (error) {
      this.#failed++;
      this.#failure ??= error instanceof Error ? error.message : String(error);
    }
  }

  result(): LoadResult {
    const seconds = (performance.now() - this.#startedAt) / 1000;
    return {
      done: this.#latencies.count,
      failed: this.#failed,
      failure: this.#failure,
      perSecond: this.#latencies.count / seconds,
      p50: this.#latencies.percentile(0.5),
      p99: this.#latencies.percentile(0.99),
    };
  }
}
