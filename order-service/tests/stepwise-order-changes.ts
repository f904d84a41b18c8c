import type { OrderChanges } from '../src/application/ports/order-changes.ts';
import type { Order } from '../src/domain/order/order.ts';
import type { InMemoryOrderRepository } from './in-memory-order-repository.ts';

/** While somebody waits, an order takes these steps one after the other, and then time is up. */
export function stepwiseOrderChanges(
  orders: InMemoryOrderRepository,
  ...steps: readonly ((order: Order) => void)[]
): OrderChanges {
  return {
    waitUntil: async (id, holds, milliseconds) => {
      const remaining = milliseconds > 0 ? [...steps] : [];
      for (;;) {
        const order = await orders.find(id);
        if (order === null) return null;
        const step = remaining.shift();
        if (holds(order.state) || step === undefined) return order.state;
        await orders.update(id, step);
      }
    },
  };
}
