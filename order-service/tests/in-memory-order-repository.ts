import { currentCause } from '@souk/chassis/execution-context';
import type { GuestHolds, GuestOrder } from '../src/application/ports/guest-holds.ts';
import { OrderNotFound } from '../src/domain/order/order-error.ts';
import type { OrderEvent } from '../src/domain/order/order-event.ts';
import type { OrderRepository } from '../src/domain/order/order-repository.ts';
import type { OrderState } from '../src/domain/order/order-state.ts';
import { Order } from '../src/domain/order/order.ts';

/** Keeps orders in memory as the database does, for unit tests; both pass one contract suite. */
export class InMemoryOrderRepository implements OrderRepository {
  /** What has happened since the repository was made, oldest first. */
  readonly events: OrderEvent[] = [];
  readonly #states = new Map<string, OrderState>();
  /** Each order's id with that of a message that has changed it. */
  readonly #handled = new Set<string>();

  readonly #claims = new Map<string, { version: number; orders: readonly GuestOrder[] }>();

  constructor(...orders: readonly Order[]) {
    for (const { state } of orders) this.#states.set(state.id, state);
  }

  async add(order: Order): Promise<boolean> {
    const { id, checkoutKey } = order.state;
    if ([...this.#states.values()].some((other) => other.id === id || other.checkoutKey === checkoutKey)) return false;
    this.#keep(order);
    return true;
  }

  /** For tests to look at; the service reads what it changes, or waits for. */
  async find(id: string): Promise<Order | null> {
    const state = this.#states.get(id);
    return state === undefined ? null : Order.rehydrate(state);
  }

  async placedUnder(checkoutKey: string): Promise<Order | null> {
    const state = [...this.#states.values()].find((order) => order.checkoutKey === checkoutKey);
    return state === undefined ? null : Order.rehydrate(state);
  }

  async latestOf(cartId: string): Promise<Order | null> {
    const ofCart = [...this.#states.values()].filter((order) => order.cartId === cartId);
    const latest = ofCart.sort((a, b) => b.cartTurn - a.cartTurn)[0];
    return latest === undefined ? null : Order.rehydrate(latest);
  }

  async update(id: string, change: (order: Order) => void): Promise<Order> {
    const before = this.#states.get(id);
    if (before === undefined) throw new OrderNotFound();
    const order = Order.rehydrate(before);
    if (this.#handled.has(handlingOf(id))) return order;
    change(order);
    if (order.state !== before) this.#keep(order);
    return order;
  }

  async overdue(at: Date, limit: number): Promise<readonly string[]> {
    return [...this.#states.values()]
      .flatMap(({ id, deadlineAt }) => (deadlineAt === null ? [] : [{ id, dueAt: deadlineAt.getTime() }]))
      .filter(({ dueAt }) => dueAt <= at.getTime())
      .sort((a, b) => a.dueAt - b.dueAt)
      .slice(0, limit)
      .map(({ id }) => id);
  }

  /** What of these orders is a guest's and not paid. */
  readonly guestHolds: GuestHolds = {
    of: async (network) => {
      const { version = 0, orders = [] } = this.#claims.get(network) ?? {};
      const isClaimed = new Set(orders.map(({ id }) => id));
      return {
        version,
        unpaid: this.#unpaid().filter((order) => order.unpaidFrom === network && isClaimed.has(order.id)),
        claimed: orders.filter(({ id }) => !this.#states.has(id)),
      };
    },
    claim: async (network, version, orders) => {
      if (version !== (this.#claims.get(network)?.version ?? 0)) return false;
      this.#claims.set(network, { version: version + 1, orders });
      return true;
    },
    forget: async () => this.#claims.clear(),
    holding: async (skus, placedBefore, limit) =>
      this.#unpaid()
        .filter(
          ({ requested, placedAt }) => placedAt <= placedBefore && requested.some(({ sku }) => skus.includes(sku)),
        )
        .slice(0, limit)
        .map(({ id }) => id),
  };

  #unpaid(): readonly OrderState[] {
    return [...this.#states.values()]
      .filter(({ unpaidFrom }) => unpaidFrom !== null)
      .sort((a, b) => a.placedAt.getTime() - b.placedAt.getTime());
  }

  #keep(order: Order): void {
    const { id } = order.state;
    this.#states.set(id, order.state);
    this.events.push(...order.pullEvents());
    if (currentCause().message !== null) this.#handled.add(handlingOf(id));
  }
}

const handlingOf = (orderId: string): string => `${orderId} ${currentCause().message?.id ?? ''}`;
