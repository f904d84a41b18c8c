import { networkOf } from '@souk/kernel/client-network';
import { rateClassOf, type RateClass } from '../../domain/rate-class.ts';
import type { Allowance, RateLimiter } from '../ports/rate-limiter.ts';

export interface CountedRequest {
  readonly method: string;
  readonly path: string;
  /** The client's IP address. */
  readonly address: string;
}

export class LimitRate {
  readonly #limiters: Readonly<Partial<Record<RateClass, RateLimiter>>>;

  /** A class without a limiter is not limited. */
  constructor(limiters: Readonly<Partial<Record<RateClass, RateLimiter>>>) {
    this.#limiters = limiters;
  }

  /** Counts a request; null when nothing limits it. */
  async execute({ method, path, address }: CountedRequest): Promise<Allowance | null> {
    return (await this.#limiters[rateClassOf(method, path)]?.take(networkOf(address))) ?? null;
  }
}
