import { EventEmitter } from 'node:events';
import type { AggregateStore } from '@souk/chassis/mongo/aggregate-store';
import type { OrderChanges } from '../../application/ports/order-changes.ts';
import type { OrderState } from '../../domain/order/order-state.ts';

/** Changes made by other processes of the service are seen this late at most. */
const LOOK_EVERY_MS = 1_000;

/** Waits for changes of orders: told of this process's own at once, looking for the others'. */
export class OrderWatch implements OrderChanges {
  readonly #store: AggregateStore<OrderState>;
  readonly #changed = new EventEmitter().setMaxListeners(0);

  constructor(store: AggregateStore<OrderState>) {
    this.#store = store;
  }

  notify(order: OrderState): void {
    this.#changed.emit(order.id, order);
  }

  async waitUntil(id: string, holds: (order: OrderState) => boolean, milliseconds: number): Promise<OrderState | null> {
    const deadline = performance.now() + milliseconds;
    for (;;) {
      const left = deadline - performance.now();
      // Listening begins before the look, or a change in between would be missed.
      const change = this.#listen(id, holds, Math.min(left, LOOK_EVERY_MS));
      const order = await this.#store.find(id);
      if (order === null || holds(order) || left <= 0) {
        change.ignore();
        return order;
      }
      const told = await change.happened;
      if (told !== null) return told;
    }
  }

  /** `happened` resolves with the order once a change makes the condition hold; with null after so many milliseconds. */
  #listen(id: string, holds: (order: OrderState) => boolean, milliseconds: number) {
    const { promise: happened, resolve } = Promise.withResolvers<OrderState | null>();
    const end = (order: OrderState | null) => {
      clearTimeout(timer);
      this.#changed.off(id, listener);
      resolve(order);
    };
    const listener = (order: OrderState) => {
      if (holds(order)) end(order);
    };
    const timer = setTimeout(() => end(null), Math.max(0, milliseconds));
    this.#changed.on(id, listener);
    return { happened, ignore: () => end(null) };
  }
}
