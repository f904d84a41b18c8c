import type { Cart } from './cart.ts';

export interface CartRepository {
  /** Stores a new cart; one that is there already is left as it is. */
  add(cart: Cart): Promise<void>;
  find(id: string): Promise<Cart | null>;
  /**
   * Changes a cart. `change` may run several times, when others change the cart meanwhile.
   * @returns null when there is no such cart.
   */
  update(id: string, change: (cart: Cart) => Cart): Promise<Cart | null>;
  /** Removes guests' carts that nobody has changed since; at most `limit` of them. */
  removeAbandoned(unchangedSince: Date, limit: number): Promise<number>;
}
