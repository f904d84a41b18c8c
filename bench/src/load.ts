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
  /** Milliseconds of CPU of the database engine for each task; null when nobody has looked. */
  readonly engineMs: number | null;
}

/** Null when there is nothing more to do. */
export type Task = (index: number) => Promise<unknown> | null;

/** Closed model: so many users, each starting its next task when the last one has ended. Shows how much can be done. */
export async function closedLoad({
  users,
  seconds,
  task,
  engineCpu,
}: {
  users: number;
  seconds: number;
  task: Task;
  /** What the database engine has used so far, in milliseconds. */
  engineCpu?: () => number;
}): Promise<LoadResult> {
  const tally = new Tally(engineCpu);
  const end = performance.now() + seconds * 1000;
  let index = 0;
  const user = async () => {
    let goesOn = true;
    while (goesOn && performance.now() < end) goesOn = await tally.run(task, index++, performance.now());
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
  const running: Promise<boolean>[] = [];
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
  readonly #engineCpu: (() => number) | undefined;
  readonly #engineBefore: number;
  #failed = 0;
  #failure: string | null = null;

  constructor(engineCpu?: () => number) {
    this.#engineCpu = engineCpu;
    this.#engineBefore = engineCpu?.() ?? 0;
  }

  /** False when there was nothing to do. */
  async run(task: Task, index: number, dueAt: number): Promise<boolean> {
    try {
      const doing = task(index);
      if (doing === null) return false;
      await doing;
      this.#latencies.add(performance.now() - dueAt);
    } catch (error) {
      this.#failed++;
      this.#failure ??= error instanceof Error ? error.message : String(error);
    }
    return true;
  }

  result(): LoadResult {
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const done = this.#latencies.count;
    const engine = this.#engineCpu === undefined ? null : this.#engineCpu() - this.#engineBefore;
    return {
      done,
      failed: this.#failed,
      failure: this.#failure,
      perSecond: done / seconds,
      p50: this.#latencies.percentile(0.5),
      p99: this.#latencies.percentile(0.99),
      engineMs: engine === null ? null : Math.max(0, engine) / Math.max(1, done + this.#failed),
    };
  }
}
