import type { Clock } from '@souk/kernel/clock';
import type { CartRepository } from '../../domain/cart/cart-repository.ts';
import { Cart, type CartUser, type MergeChange } from '../../domain/cart/cart.ts';
import { changeAsUser, findAsUser } from '../cart-access.ts';
import type { CartView } from '../cart-view.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { ViewCart } from '../view-cart/view-cart.ts';

export interface MergeCartsPorts {
  readonly carts: CartRepository;
  readonly catalog: Catalog;
  readonly viewCart: ViewCart;
  readonly clock: Clock;
}

export interface MergeCartsInput {
  readonly guestCartId: string;
  /** Proves that the guest's cart is theirs. */
  readonly guest: CartUser;
  readonly cartId: string;
  readonly ownerId: string;
}

export interface MergedCarts {
  readonly cart: CartView;
  /** Where stock did not allow what was wanted. */
  readonly changes: readonly MergeChange[];
}

/** Moves what a guest has collected into the cart of the account they logged in to. */
export class MergeCarts {
  readonly #ports: MergeCartsPorts;

  constructor(ports: MergeCartsPorts) {
    this.#ports = ports;
  }

  async execute({ guestCartId, guest, cartId, ownerId }: MergeCartsInput): Promise<MergedCarts> {
    const { carts, catalog, viewCart, clock } = this.#ports;
    const at = clock.now();
    const user = { userId: ownerId, hasToken: false };
    const theirs = await findAsUser(carts, guestCartId, guest);
    await carts.add(Cart.open({ id: cartId, ownerId, at }));
    const before = await findAsUser(carts, cartId, user);
    // What the merge needs and what its reply shows: when the catalog fails, it does so before anything has changed.
    const lines = [...theirs.state.lines, ...before.state.lines];
    const skus = await catalog.skus([...new Set(lines.map(({ sku }) => sku))]);

    let changes: readonly MergeChange[] = [];
    const mine = await changeAsUser(carts, { id: cartId, user, seen: null }, (cart) => {
      const merged = cart.merge(theirs, skus, at);
      changes = merged.changes;
      return merged.cart;
    });
    // Last, and only what was taken over: cut off before, the merge can be done again and changes nothing more.
    await carts.update(guestCartId, (cart) => cart.removeOrdered(theirs.state.lines, at));
    return { cart: await viewCart.show(mine, skus), changes };
  }
}
