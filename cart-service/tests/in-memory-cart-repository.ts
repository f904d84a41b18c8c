import type { CartRepository } from '../src/domain/cart/cart-repository.ts';
import type { Cart } from '../src/domain/cart/cart.ts';

/** The repository without a database; passes the same contract as the real one. */
export class InMemoryCartRepository implements CartRepository {
  readonly #carts = new Map<string, Cart>();

  constructor(...carts: readonly Cart[]) {
    for (const cart of carts) this.#carts.set(cart.state.id, cart);
  }

  async find(id: string): Promise<Cart | null> {
    return this.#carts.get(id) ?? null;
  }

  async consult<Answer>(id: string, ask: (cart: Cart | null) => Answer): Promise<Answer> {
    return ask(await this.find(id));
  }

  async update(id: string, change: (cart: Cart) => Cart, unstored?: Cart): Promise<Cart | null> {
    const cart = this.#carts.get(id) ?? unstored;
    if (cart === undefined) return null;
    const changed = change(cart);
    if (changed !== cart) this.#carts.set(id, changed);
    return changed;
  }

  async removeAbandoned(unchangedSince: Date, limit: number): Promise<number> {
    const abandoned = [...this.#carts.values()]
      .filter(({ state }) => state.ownerId === null && state.updatedAt < unchangedSince)
      .slice(0, limit);
    for (const { state } of abandoned) this.#carts.delete(state.id);
    return abandoned.length;
  }
}
