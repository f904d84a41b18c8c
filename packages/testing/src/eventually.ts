import { setTimeout as delay } from 'node:timers/promises';

/** Runs an assertion until it holds; its last failure is thrown when it still does not after `within` milliseconds. */
export async function eventually<T>(assertion: () => T | Promise<T>, { within = 10_000 } = {}): Promise<T> {
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
