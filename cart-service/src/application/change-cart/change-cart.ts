import type { Clock } from '@souk/kernel/clock';
import type { CartRepository } from '../../domain/cart/cart-repository.ts';
import type { Cart, CartUser, Supply } from '../../domain/cart/cart.ts';
import { changeAsUser, findAsUser } from '../cart-access.ts';
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

export interface ChangeCartInput {
  readonly id: string;
  readonly user: CartUser;
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

  async execute({ change, ...access }: ChangeCartInput): Promise<CartView> {
    const { carts, viewCart, clock } = this.#ports;
    const at = clock.now();
    const skus = await this.#lookUp(access, change);
    return viewCart.show(await changeAsUser(carts, access, (cart) => apply(change, cart, skus, at)), skus);
  }

  /** What the change needs and what its reply shows: when the catalog fails, it does so before anything has changed. */
  async #lookUp(
    { id, user }: Pick<ChangeCartInput, 'id' | 'user'>,
    change: CartChange,
  ): Promise<readonly CatalogSku[]> {
    const { carts, catalog } = this.#ports;
    const { state } = await findAsUser(carts, id, user);
    if (change.type === 'empty') return [];
    const others = state.lines.map(({ sku }) => sku).filter((sku) => sku !== change.sku);
    return catalog.skus(change.type === 'remove' ? others : [...others, change.sku]);
  }
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
