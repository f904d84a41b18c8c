import type { Clock } from '@souk/kernel/clock';
import type { CartRepository } from '../../domain/cart/cart-repository.ts';
import { Cart, type CartState } from '../../domain/cart/cart.ts';
import { findAsUser, type CartAccess } from '../cart-access.ts';
import { viewOf, type CartView } from '../cart-view.ts';
import type { Catalog, CatalogSku } from '../ports/catalog.ts';

export interface ViewCartPorts {
  readonly carts: CartRepository;
  readonly catalog: Catalog;
  readonly currency: string;
  readonly clock: Clock;
}

/** Shows a cart with today's prices. */
export class ViewCart {
  readonly #ports: ViewCartPorts;

  constructor(ports: ViewCartPorts) {
    this.#ports = ports;
  }

  async execute(access: CartAccess): Promise<CartView> {
    return this.show(await this.#find(access));
  }

  /** A guest's new cart: there is nothing to read and nothing to store yet. */
  opened(id: string): Promise<CartView> {
    return this.show(Cart.open({ id, ownerId: null, at: this.#ports.clock.now() }));
  }

  /** Only what is in it, and at which revision, for a checkout. */
  async ordered(access: CartAccess): Promise<Pick<CartState, 'lines' | 'revision'>> {
    const { lines, revision } = (await this.#find(access)).state;
    return { lines, revision };
  }

  /** Asks the catalog only for what is not `known` already. */
  async show(cart: Cart, known: readonly CatalogSku[] = []): Promise<CartView> {
    const missing = cart.state.lines.map(({ sku }) => sku).filter((sku) => !known.some((one) => one.sku === sku));
    const skus = missing.length === 0 ? known : [...known, ...(await this.#ports.catalog.skus(missing))];
    return viewOf(cart, skus, this.#ports.currency);
  }

  #find(access: CartAccess): Promise<Cart> {
    const { carts, clock } = this.#ports;
    return findAsUser(carts, access, clock.now());
  }
}
