import { setTimeout as delay } from 'node:timers/promises';

/** Pauses between tries, in milliseconds; the last one repeats while the database is away. */
const PAUSES = [20, 100, 500, 2_000, 5_000];

/** Tries again, after growing pauses, what must not be given up on, until it is told to stop. */
export class Insistence {
  readonly #stopping = new AbortController();

  /** Makes the tries that wait for their turn give up. */
  stop(): void {
    this.#stopping.abort();
  }

  /** Rejects only while stopping. */
  async insist<Result>(
    work: () => Promise<Result>,
    onFailure: (error: unknown, attempt: number) => void,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        onFailure(error, attempt);
        await this.pauseAfter(attempt);
      }
    }
  }

  /** Rejects when it is told to stop meanwhile. */
  async pauseAfter(attempt: number): Promise<void> {
    await delay(PAUSES[Math.min(attempt, PAUSES.length) - 1], undefined, { signal: this.#stopping.signal });
  }
}
