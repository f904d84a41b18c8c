import type { CartRepository } from '../../domain/cart/cart-repository.ts';
import type { CartLine } from '../../domain/cart/cart.ts';

/** Takes out of a cart what was ordered from it and is paid. */
export class RemoveOrderedLines {
  readonly #carts: CartRepository;

  constructor({ carts }: { carts: CartRepository }) {
    this.#carts = carts;
  }

  async execute({ cartId, ordered, at }: { cartId: string; ordered: readonly CartLine[]; at: Date }): Promise<void> {
    // A cart that is gone has nothing to lose.
    await this.#carts.update(cartId, (cart) => cart.removeOrdered(ordered, at));
  }
}
