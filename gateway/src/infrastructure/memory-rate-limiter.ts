import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Allowance, RateLimiter } from '../application/ports/rate-limiter.ts';

const WINDOW_S = 60;

/** Counts in this process, in windows of a minute; a client is forgotten when its window ends. */
export class MemoryRateLimiter implements RateLimiter {
  readonly #limit: number;
  readonly #counters: RateLimiterMemory;

  constructor(perMinute: number) {
    this.#limit = perMinute;
    this.#counters = new RateLimiterMemory({ points: perMinute, duration: WINDOW_S });
  }

  async take(client: string): Promise<Allowance> {
    try {
      return this.#allowance(await this.#counters.consume(client), false);
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return this.#allowance(refusal, true);
      throw refusal;
    }
  }

  #allowance({ remainingPoints, msBeforeNext }: RateLimiterRes, isExceeded: boolean): Allowance {
    return {
      limit: this.#limit,
      remaining: remainingPoints,
      resetsInSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
      isExceeded,
    };
  }
}
