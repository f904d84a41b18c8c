import { setTimeout as delay } from 'node:timers/promises';

/** A ceiling, not an expectation: on a machine with other things to do everything takes longer. */
const PATIENCE_MS = 60_000;

/** Runs an assertion until it holds; its last failure is thrown when it still does not after `within` milliseconds. */
export async function eventually<T>(assertion: () => T | Promise<T>, { within = PATIENCE_MS } = {}): Promise<T> {
  const deadline = Date.now() + within;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(20);
    }
  }
}
