import type { Clock } from '@souk/kernel/clock';
import type { CartRepository } from '../../domain/cart/cart-repository.ts';
import type { Cart, MergeChange } from '../../domain/cart/cart.ts';
import { changeAsUser, findAsUser, type CartAccess } from '../cart-access.ts';
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
  readonly guest: CartAccess;
  readonly mine: CartAccess;
}

export interface MergedCarts {
  readonly cart: CartView;
  /** Where stock or room did not allow what was wanted. */
  readonly changes: readonly MergeChange[];
}

/** Moves what a guest has collected into the cart of the account they logged in to. */
export class MergeCarts {
  readonly #ports: MergeCartsPorts;

  constructor(ports: MergeCartsPorts) {
    this.#ports = ports;
  }

  async execute({ guest, mine }: MergeCartsInput): Promise<MergedCarts> {
    const { carts, catalog, viewCart, clock } = this.#ports;
    const at = clock.now();
    const theirs = await findAsUser(carts, guest, at);
    const before = await findAsUser(carts, mine, at);
    if (theirs.state.lines.length === 0) return { cart: await viewCart.show(before), changes: [] };
    // What the merge needs and what its reply shows: when the catalog fails, it does so before anything has changed.
    const lines = [...theirs.state.lines, ...before.state.lines];
    const skus = await catalog.skus([...new Set(lines.map(({ sku }) => sku))]);

    let changes: readonly MergeChange[] = [];
    const takeOver = (cart: Cart) => {
      const merged = cart.merge(theirs, skus, at);
      changes = merged.changes;
      return merged.cart;
    };
    const after = await changeAsUser(carts, mine, takeOver, at);
    // Last, and only what was taken over: cut off before, the merge can be done again and changes nothing more.
    await carts.update(guest.id, (cart) => cart.removeOrdered(theirs.state.lines, at));
    return { cart: await viewCart.show(after, skus), changes };
  }
}
