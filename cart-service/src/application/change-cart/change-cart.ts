import type { Clock } from '@souk/kernel/clock';
import type { CartRepository } from '../../domain/cart/cart-repository.ts';
import type { Cart, Supply } from '../../domain/cart/cart.ts';
import { asUser, changeAsUser, type CartAccess } from '../cart-access.ts';
import type { CartView } from '../cart-view.ts';
import type { Catalog, CatalogSku } from '../ports/catalog.ts';
import type { ViewCart } from '../view-cart/view-cart.ts';

export interface ChangeCartPorts {
  readonly carts: CartRepository;
  readonly catalog: Catalog;
  readonly viewCart: ViewCart;
  readonly clock: Clock;
}

export type CartChange =
  | { readonly type: 'add'; readonly sku: string; readonly quantity: number }
  | { readonly type: 'change-quantity'; readonly sku: string; readonly quantity: number }
  | { readonly type: 'remove'; readonly sku: string }
  | { readonly type: 'empty' };

export interface ChangeCartInput extends CartAccess {
  /** The revision that the shopper has seen; null when they do not say. */
  readonly seen: number | null;
  readonly change: CartChange;
}

/** Changes what is in a cart. */
export class ChangeCart {
  readonly #ports: ChangeCartPorts;

  constructor(ports: ChangeCartPorts) {
    this.#ports = ports;
  }

  async execute({ id, user, seen, change }: ChangeCartInput): Promise<CartView> {
    const { carts, catalog, viewCart, clock } = this.#ports;
    const at = clock.now();
    const access = { id, user };
    // What the change needs and what its reply shows: when the catalog fails, it does so before anything has changed.
    const needed = await carts.consult(id, (cart) => skusFor(change, asUser(cart, access, at).seenAs(seen)));
    const skus = await catalog.skus(needed);
    const changed = (cart: Cart) => apply(change, cart.seenAs(seen), skus, at);
    return viewCart.show(await changeAsUser(carts, access, changed, at), skus);
  }
}

/** The SKUs to look up. What is refused whatever the catalog says is refused here, so that nobody is asked in vain. */
function skusFor(change: CartChange, cart: Cart): readonly string[] {
  if (change.type === 'empty') return [];
  const { type, sku } = change;
  if (type === 'add') cart.assertRoomFor(sku);
  else cart.assertHas(sku);
  const others = cart.state.lines.map((line) => line.sku).filter((one) => one !== sku);
  return type === 'remove' ? others : [...others, sku];
}

function apply(change: CartChange, cart: Cart, skus: readonly CatalogSku[], at: Date): Cart {
  switch (change.type) {
    case 'add':
      return cart.add(supplyOf(change.sku, skus), change.quantity, at);
    case 'change-quantity':
      return cart.changeQuantity(supplyOf(change.sku, skus), change.quantity, at);
    case 'remove':
      return cart.remove(change.sku, at);
    case 'empty':
      return cart.empty(at);
  }
}

/** What the catalog does not know is not for sale. */
const supplyOf = (sku: string, skus: readonly CatalogSku[]): Supply =>
  skus.find((one) => one.sku === sku) ?? { sku, isForSale: false, available: 0 };
