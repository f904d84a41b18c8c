import type { Clock } from '@souk/kernel/clock';
import type { CartRepository } from '../../domain/cart/cart-repository.ts';
import { Cart } from '../../domain/cart/cart.ts';
import type { CartView } from '../cart-view.ts';
import type { ViewCart } from '../view-cart/view-cart.ts';

export interface OpenCartPorts {
  readonly carts: CartRepository;
  readonly viewCart: ViewCart;
  readonly clock: Clock;
}

/** Gives somebody a cart with this id: the one they have, or a new one. */
export class OpenCart {
  readonly #ports: OpenCartPorts;

  constructor(ports: OpenCartPorts) {
    this.#ports = ports;
  }

  async execute({ id, ownerId }: { readonly id: string; readonly ownerId: string | null }): Promise<CartView> {
    const { carts, viewCart, clock } = this.#ports;
    // A guest's cart has a new id; a customer mostly has their cart already.
    const existing = ownerId === null ? null : await carts.find(id);
    if (existing !== null) return viewCart.show(existing);
    const cart = Cart.open({ id, ownerId, at: clock.now() });
    const isNew = await carts.add(cart);
    return viewCart.show(isNew ? cart : ((await carts.find(id)) ?? cart));
  }
}
