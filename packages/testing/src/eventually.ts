import { setTimeout as delay } from 'node:timers/promises';

/** A ceiling, not an expectation: on a machine with other things to do everything takes longer. */
const PATIENCE_MS = 60_000;

const FIRST_PAUSE_MS = 20;

/**
 * Runs an assertion until it holds; its last failure is thrown when it still does not after `within` milliseconds. The pauses grow up to
 * `longestPause`, where many wait at once and looking costs what they wait for.
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { within = PATIENCE_MS, longestPause = FIRST_PAUSE_MS } = {},
): Promise<T> {
  const deadline = Date.now() + within;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, longestPause)) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(pause);
    }
  }
}
