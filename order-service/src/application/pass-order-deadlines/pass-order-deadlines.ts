import type { Clock } from '@souk/kernel/clock';
import { eachOnItsOwn } from '@souk/kernel/each-on-its-own';
import type { OrderRepository } from '../../domain/order/order-repository.ts';

/** So many in one turn of the sweep, and so many of them at once. Those that fail are the first of the next turn, too. */
const ORDERS_PER_RUN = 5_000;
const ORDERS_AT_ONCE = 32;

/** Sees to orders that have waited too long for an answer. */
export class PassOrderDeadlines {
  readonly #orders: OrderRepository;
  readonly #clock: Clock;

  constructor({ orders, clock }: { orders: OrderRepository; clock: Clock }) {
    this.#orders = orders;
    this.#clock = clock;
  }

  async execute(): Promise<void> {
    const now = this.#clock.now();
    await eachOnItsOwn(
      await this.#orders.overdue(now, ORDERS_PER_RUN),
      (id) =>
        this.#orders.update(id, (order) => {
          order.passDeadline(now);
        }),
      { nameOf: (id) => id, atOnce: ORDERS_AT_ONCE },
    );
  }
}
