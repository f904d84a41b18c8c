import type { CartRepository } from '../../domain/cart/cart-repository.ts';

/** Leaves nothing in a customer's cart of whoever had their account before. */
export class HandOverCart {
  readonly #carts: CartRepository;

  constructor({ carts }: { carts: CartRepository }) {
    this.#carts = carts;
  }

  async execute({ cartId, since }: { cartId: string; since: Date }): Promise<void> {
    // A cart that is not stored holds nothing of anybody's.
    await this.#carts.update(cartId, (cart) => cart.handOver(since));
  }
}
