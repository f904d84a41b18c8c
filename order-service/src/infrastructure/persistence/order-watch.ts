import { EventEmitter } from 'node:events';
import type { AggregateStore } from '@souk/chassis/mongo/aggregate-store';
import type { OrderChanges } from '../../application/ports/order-changes.ts';
import type { OrderState } from '../../domain/order/order-state.ts';

/** Changes made by other processes of the service are seen this late at most. */
const LOOK_EVERY_MS = 1_000;

type Condition = (order: OrderState) => boolean;

/** Waits for changes of orders: told of this process's own at once, looking for the others'. */
export class OrderWatch implements OrderChanges {
  readonly #store: Pick<AggregateStore<OrderState>, 'find'>;
  readonly #changed = new EventEmitter().setMaxListeners(0);

  constructor(store: Pick<AggregateStore<OrderState>, 'find'>) {
    this.#store = store;
  }

  notify(order: OrderState): void {
    this.#changed.emit(order.id, order);
  }

  async waitUntil(id: string, holds: Condition, milliseconds: number): Promise<OrderState | null> {
    const deadline = performance.now() + milliseconds;
    for (;;) {
      const left = deadline - performance.now();
      // Listening begins before the look, or a change in between would be missed.
      const changes = this.#listen(id);
      try {
        const order = await this.#store.find(id);
        if (order === null || holds(order) || left <= 0) return order;
        const isNews = (told: OrderState) => told.revision > order.revision && holds(told);
        const told = await changes.first(isNews, Math.min(left, LOOK_EVERY_MS));
        if (told !== null) return told;
      } finally {
        changes.ignore();
      }
    }
  }

  /** `first` resolves with the first change, of those from now on, for which a condition holds; with null after so many milliseconds. */
  #listen(id: string) {
    const { promise, resolve } = Promise.withResolvers<OrderState | null>();
    let last: OrderState | null = null;
    let isIt: Condition | null = null;
    let timer: NodeJS.Timeout | undefined;
    const hear = (order: OrderState) => {
      last = order;
      if (isIt?.(order) === true) resolve(order);
    };
    this.#changed.on(id, hear);
    return {
      first: (condition: Condition, milliseconds: number): Promise<OrderState | null> => {
        isIt = condition;
        timer = setTimeout(() => resolve(null), milliseconds);
        if (last !== null) hear(last);
        return promise;
      },
      ignore: () => {
        clearTimeout(timer);
        this.#changed.off(id, hear);
      },
    };
  }
}
