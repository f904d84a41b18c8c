import { EventEmitter, once } from 'node:events';
import type { AggregateStore } from '@souk/chassis/mongo/aggregate-store';
import type { OrderChanges } from '../../application/ports/order-changes.ts';
import type { OrderState } from '../../domain/order/order-state.ts';

/** Changes made by other processes of the service are seen this late at most. */
const LOOK_EVERY_MS = 1_000;

/** Waits for changes of orders: told of this process's own at once, looking for the others'. */
export class OrderWatch implements OrderChanges {
  readonly #store: AggregateStore<OrderState>;
  readonly #changed = new EventEmitter({ captureRejections: true }).setMaxListeners(0);

  constructor(store: AggregateStore<OrderState>) {
    this.#store = store;
  }

  notify(order: OrderState): void {
    this.#changed.emit(order.id, order);
  }

  async waitUntil(id: string, holds: (order: OrderState) => boolean, milliseconds: number): Promise<OrderState | null> {
    const deadline = performance.now() + milliseconds;
    for (;;) {
      const order = await this.#store.find(id);
      const left = deadline - performance.now();
      if (order === null || holds(order) || left <= 0) return order;
      const told = await this.#nextChange(id, Math.min(left, LOOK_EVERY_MS));
      if (told !== null && holds(told)) return told;
    }
  }

  async #nextChange(id: string, milliseconds: number): Promise<OrderState | null> {
    try {
      const [order] = (await once(this.#changed, id, { signal: AbortSignal.timeout(Math.ceil(milliseconds)) })) as [
        OrderState,
      ];
      return order;
    } catch (error) {
      if (error instanceof Error && error.name === 'AbortError') return null;
      throw error;
    }
  }
}
