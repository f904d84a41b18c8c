import type { Clock } from '@souk/kernel/clock';
import type { CartRepository } from '../../domain/cart/cart-repository.ts';

const ABANDONED_AFTER_DAYS = 30;
const CARTS_AT_ONCE = 1_000;

/** Forgets guests' carts that nobody has touched for 30 days. */
export class RemoveAbandonedCarts {
  readonly #carts: CartRepository;
  readonly #clock: Clock;

  constructor({ carts, clock }: { carts: CartRepository; clock: Clock }) {
    this.#carts = carts;
    this.#clock = clock;
  }

  async execute(): Promise<void> {
    const unchangedSince = new Date(this.#clock.now().getTime() - ABANDONED_AFTER_DAYS * 86_400_000);
    let removed: number;
    do removed = await this.#carts.removeAbandoned(unchangedSince, CARTS_AT_ONCE);
    while (removed === CARTS_AT_ONCE);
  }
}
