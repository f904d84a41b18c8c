import type { Cart } from './cart.ts';

export interface CartRepository {
  find(id: string): Promise<Cart | null>;
  /**
   * Asks something about a cart as this process last knew it, without a look at the database when it can be helped. `ask` gets null
   * when none is stored. What it throws counts only when the stored cart makes it throw too.
   */
  consult<Answer>(id: string, ask: (cart: Cart | null) => Answer): Promise<Answer>;
  /**
   * Changes a cart. `change` may run several times, when others change the cart meanwhile.
   * @param unstored what is changed and then stored when there is no such cart.
   * @returns null when there is no such cart, and no `unstored` either.
   */
  update(id: string, change: (cart: Cart) => Cart, unstored?: Cart): Promise<Cart | null>;
  /** Removes guests' carts that nobody has changed since; at most `limit` of them. */
  removeAbandoned(unchangedSince: Date, limit: number): Promise<number>;
}
