import type { Clock } from '@souk/kernel/clock';
import { eachOnItsOwn } from '@souk/kernel/each-on-its-own';
import { GUEST_HOLD } from '../../domain/order/order-deadlines.ts';
import type { OrderRepository } from '../../domain/order/order-repository.ts';
import type { GuestHolds } from '../ports/guest-holds.ts';

const ORDERS_PER_SKU = 100;
const LOOKED_AGAIN_AFTER_MS = 10_000;
const MOST_REMEMBERED = 1_000;

export interface ShortenWaitsPorts {
  readonly orders: OrderRepository;
  readonly holds: GuestHolds;
  readonly clock: Clock;
}

/**
 * Somebody could not have what guests hold without having paid: those who have had ten minutes are at their deadline. What of them is
 * looked for is a SKU every ten seconds at most, however many are refused.
 */
export class ShortenWaits {
  readonly #ports: ShortenWaitsPorts;
  readonly #lookedAt = new Map<string, number>();

  constructor(ports: ShortenWaitsPorts) {
    this.#ports = ports;
  }

  async execute(skus: readonly string[]): Promise<void> {
    const { orders, holds, clock } = this.#ports;
    const now = clock.now();
    const due = skus.filter((sku) => (this.#lookedAt.get(sku) ?? 0) + LOOKED_AGAIN_AFTER_MS <= now.getTime());
    if (due.length === 0) return;
    const ids = await holds.holding(due, new Date(now.getTime() - GUEST_HOLD), ORDERS_PER_SKU * due.length);
    await eachOnItsOwn(
      ids,
      (id) =>
        orders.update(id, (order) => {
          order.shortenWait(now);
        }),
      { nameOf: (id) => id },
    );
    for (const sku of due) this.#remember(sku, now.getTime());
  }

  #remember(sku: string, at: number): void {
    this.#lookedAt.delete(sku);
    this.#lookedAt.set(sku, at);
    for (const oldest of this.#lookedAt.keys()) {
      if (this.#lookedAt.size <= MOST_REMEMBERED) break;
      this.#lookedAt.delete(oldest);
    }
  }
}
