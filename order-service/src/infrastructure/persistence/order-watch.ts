import { EventEmitter } from 'node:events';
import type { OrderChanges } from '../../application/ports/order-changes.ts';
import type { OrderState } from '../../domain/order/order-state.ts';

/** Changes made by other processes of the service are looked for after 50 ms, 100 ms more, 200 … and every second from then on. */
const FIRST_LOOK_AFTER_MS = 50;
const LOOK_EVERY_MS = 1_000;
/** Looks that come within this time are one: thousands may wait. */
const GATHER_MS = 10;

type Condition = (order: OrderState) => boolean;

/** Where orders are read. */
export interface Orders {
  /** What this process knows of it, which others may have changed since; null when it does not remember. */
  recall(id: string): OrderState | null;
  find(id: string): Promise<OrderState | null>;
  findAll(ids: readonly string[]): Promise<readonly OrderState[]>;
}

/** Waits for changes of orders: told of this process's own at once, looking for the others'. */
export class OrderWatch implements OrderChanges {
  readonly #orders: Orders;
  readonly #changed = new EventEmitter().setMaxListeners(0);
  #looks: { readonly ids: Set<string>; readonly found: Promise<ReadonlyMap<string, OrderState>> } | null = null;

  constructor(orders: Orders) {
    this.#orders = orders;
  }

  notify(order: OrderState): void {
    this.#changed.emit(order.id, order);
  }

  async waitUntil(id: string, holds: Condition, milliseconds: number): Promise<OrderState | null> {
    const deadline = performance.now() + milliseconds;
    for (let look = 0; ; look++) {
      const left = deadline - performance.now();
      // Listening begins before the look, or a change in between would be missed.
      const changes = this.#listen(id);
      try {
        const order = await (look === 0 ? this.#firstLook(id, holds, left) : this.#lookAgain(id));
        if (order === null || holds(order) || left <= 0) return order;
        const isNews = (told: OrderState) => told.revision > order.revision && holds(told);
        const pause = Math.min(FIRST_LOOK_AFTER_MS * 2 ** look, LOOK_EVERY_MS);
        const told = await changes.first(isNews, Math.min(left, pause));
        if (told !== null) return told;
      } finally {
        changes.ignore();
      }
    }
  }

  /** Where the condition does not hold by what is known here, there is time to wait for news before the order is read. */
  async #firstLook(id: string, holds: Condition, milliseconds: number): Promise<OrderState | null> {
    const known = milliseconds > 0 ? this.#orders.recall(id) : null;
    return known === null || holds(known) ? this.#orders.find(id) : known;
  }

  async #lookAgain(id: string): Promise<OrderState | null> {
    this.#looks ??= this.#gather();
    const { ids, found } = this.#looks;
    ids.add(id);
    return (await found).get(id) ?? null;
  }

  #gather() {
    const ids = new Set<string>();
    const gathered = new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    const found = gathered.then(async () => {
      this.#looks = null;
      return new Map((await this.#orders.findAll([...ids])).map((order) => [order.id, order]));
    });
    return { ids, found };
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
