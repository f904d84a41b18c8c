import type { Cart } from './cart.ts';

export interface CartRepository {
  /** False when there is a cart with this id already, which is left as it is. */
  add(cart: Cart): Promise<boolean>;
  find(id: string): Promise<Cart | null>;
  /**
   * Changes a cart. `change` may run several times, when others change the cart meanwhile.
   * @returns null when there is no such cart.
   */
  update(id: string, change: (cart: Cart) => Cart): Promise<Cart | null>;
  /** Removes guests' carts that nobody has changed since; at most `limit` of them. */
  removeAbandoned(unchangedSince: Date, limit: number): Promise<number>;
}
