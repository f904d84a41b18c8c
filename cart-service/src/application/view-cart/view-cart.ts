import type { CartRepository } from '../../domain/cart/cart-repository.ts';
import type { Cart, CartLine, CartUser } from '../../domain/cart/cart.ts';
import { findAsUser } from '../cart-access.ts';
import { viewOf, type CartView } from '../cart-view.ts';
import type { Catalog, CatalogSku } from '../ports/catalog.ts';

export interface ViewCartPorts {
  readonly carts: CartRepository;
  readonly catalog: Catalog;
  readonly currency: string;
}

/** Shows a cart with today's prices. */
export class ViewCart {
  readonly #ports: ViewCartPorts;

  constructor(ports: ViewCartPorts) {
    this.#ports = ports;
  }

  async execute(id: string, user: CartUser): Promise<CartView> {
    return this.show(await findAsUser(this.#ports.carts, id, user));
  }

  /** Only what is in it, for a checkout. */
  async lines(id: string, user: CartUser): Promise<readonly CartLine[]> {
    const { state } = await findAsUser(this.#ports.carts, id, user);
    return state.lines;
  }

  /** Asks the catalog only for what is not `known` already. */
  async show(cart: Cart, known: readonly CatalogSku[] = []): Promise<CartView> {
    const missing = cart.state.lines.map(({ sku }) => sku).filter((sku) => !known.some((one) => one.sku === sku));
    const skus = missing.length === 0 ? known : [...known, ...(await this.#ports.catalog.skus(missing))];
    return viewOf(cart, skus, this.#ports.currency);
  }
}
