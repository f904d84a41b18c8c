import type { Order } from './order.ts';

export interface OrderRepository {
  /** False when there is an order with this id, or of this checkout, already, which is left as it is. */
  add(order: Order): Promise<boolean>;
  /** The order that a checkout under this key has placed. */
  placedUnder(checkoutKey: string): Promise<Order | null>;
  /** The last order of a cart. */
  latestOf(cartId: string): Promise<Order | null>;
  /**
   * Changes an order and stores it with its events. `change` may run several times, when others change the order meanwhile.
   * @throws OrderNotFound
   */
  update(id: string, change: (order: Order) => void): Promise<Order>;
  /** Ids of orders whose deadline has passed, the longest overdue first. */
  overdue(at: Date, limit: number): Promise<readonly string[]>;
}
