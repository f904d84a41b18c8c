import type { Clock } from '@souk/kernel/clock';
import type { OrderRepository } from '../../domain/order/order-repository.ts';

const ORDERS_PER_RUN = 100;

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
    const overdue = await this.#orders.overdue(now, ORDERS_PER_RUN);
    const passed = await Promise.allSettled(
      overdue.map((id) =>
        this.#orders.update(id, (order) => {
          order.passDeadline(now);
        }),
      ),
    );
    // An order that cannot be seen to must not keep the others waiting.
    const failure = passed.find((outcome) => outcome.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  }
}
