import { MOST_LINES, MOST_PIECES } from '@souk/kernel/limits';
import { CartHasChanged, CartIsFull, CartLineNotFound, NotEnoughStock, SkuIsNotForSale } from './cart-error.ts';

/** One SKU in a cart; the SKU is also the line's id. Prices are the catalog's and never kept here. */
export interface CartLine {
  readonly sku: string;
  readonly quantity: number;
}

export interface CartState {
  readonly id: string;
  /** Null for a guest's cart, which whoever has its token may use. */
  readonly ownerId: string | null;
  readonly lines: readonly CartLine[];
  /** Grows with each change; clients send it back to change what they have seen. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What the catalog says of a SKU at this moment. */
export interface Supply {
  readonly sku: string;
  readonly isForSale: boolean;
  readonly available: number;
}

/** Somebody who wants to use a cart. */
export interface CartUser {
  readonly userId: string | null;
  /** They hold the token of this guest's cart. */
  readonly hasToken: boolean;
  /** It is the one cart of this customer: its id is derived from theirs. */
  readonly isOwn: boolean;
}

/** What merging did to one SKU when it could not do all that was wanted. */
export interface MergeChange {
  readonly sku: string;
  readonly wanted: number;
  readonly quantity: number;
}

/** What a shopper means to buy. A value: each change gives a new cart. */
export class Cart {
  readonly state: CartState;

  constructor(state: CartState) {
    this.state = state;
  }

  /** A cart as it is before anything was put into it. It is stored with its first line, and not before. */
  static open({ id, ownerId, at }: { id: string; ownerId: string | null; at: Date }): Cart {
    return new Cart({ id, ownerId, lines: [], revision: 1, createdAt: at, updatedAt: at });
  }

  /** The empty, unstored cart with this id; null when it would be somebody else's. */
  static openFor({ userId, hasToken, isOwn }: CartUser, id: string, at: Date): Cart | null {
    return hasToken || isOwn ? Cart.open({ id, ownerId: hasToken ? null : userId, at }) : null;
  }

  isUsableBy({ userId, hasToken }: CartUser): boolean {
    const { ownerId } = this.state;
    return ownerId === null ? hasToken : ownerId === userId;
  }

  quantityOf(sku: string): number {
    return this.state.lines.find((line) => line.sku === sku)?.quantity ?? 0;
  }

  /**
   * This cart, for somebody who has seen that revision of it; null: they do not care.
   * @throws CartHasChanged
   */
  seenAs(revision: number | null): this {
    if (revision !== null && revision !== this.state.revision) throw new CartHasChanged(this.state.revision);
    return this;
  }

  /** @throws CartIsFull when no other SKU than those in it has room. */
  assertRoomFor(sku: string): void {
    if (this.quantityOf(sku) === 0 && this.state.lines.length >= MOST_LINES) throw new CartIsFull(MOST_LINES);
  }

  /** @throws CartLineNotFound */
  assertHas(sku: string): void {
    if (this.quantityOf(sku) === 0) throw new CartLineNotFound();
  }

  /** Puts in so many more of a SKU. */
  add(supply: Supply, quantity: number, at: Date): Cart {
    return this.#withQuantity(supply, this.quantityOf(supply.sku) + quantity, at);
  }

  /** Sets the quantity of a SKU that is in the cart. */
  changeQuantity(supply: Supply, quantity: number, at: Date): Cart {
    this.assertHas(supply.sku);
    return this.#withQuantity(supply, quantity, at);
  }

  remove(sku: string, at: Date): Cart {
    this.assertHas(sku);
    return this.#with(
      this.state.lines.filter((line) => line.sku !== sku),
      at,
    );
  }

  empty(at: Date): Cart {
    return this.state.lines.length === 0 ? this : this.#with([], at);
  }

  /**
   * Belongs to somebody else since then: nothing that was put in before is theirs. A cart that has changed since stays as it is, since it may
   * hold what they want.
   */
  handOver(since: Date): Cart {
    return this.state.updatedAt > since ? this : this.empty(since);
  }

  /** Takes out what was ordered, and nothing that was put in since. */
  removeOrdered(ordered: readonly CartLine[], at: Date): Cart {
    const taken = new Map(ordered.map(({ sku, quantity }) => [sku, quantity]));
    const lines = this.state.lines
      .map(({ sku, quantity }) => ({ sku, quantity: quantity - (taken.get(sku) ?? 0) }))
      .filter(({ quantity }) => quantity > 0);
    return this.#with(lines, at);
  }

  /** Takes over another cart's lines: of each SKU the larger quantity, as far as there is stock. Doing it twice changes nothing more. */
  merge(
    other: Cart,
    supplies: readonly Supply[],
    at: Date,
  ): { readonly cart: Cart; readonly changes: readonly MergeChange[] } {
    const changes: MergeChange[] = [];
    const quantities = new Map(this.state.lines.map(({ sku, quantity }) => [sku, quantity]));
    // What both have comes first: when it cannot be had any more, it makes room for what is new.
    const lines = other.state.lines.toSorted((a, b) => Number(quantities.has(b.sku)) - Number(quantities.has(a.sku)));
    for (const { sku, quantity } of lines) {
      const supply = supplies.find((one) => one.sku === sku);
      const wanted = Math.max(quantity, quantities.get(sku) ?? 0);
      const hasRoom = quantities.has(sku) || quantities.size < MOST_LINES;
      const possible = supply?.isForSale === true && hasRoom ? Math.min(wanted, supply.available, MOST_PIECES) : 0;
      if (possible !== wanted) changes.push({ sku, wanted, quantity: possible });
      if (possible > 0) quantities.set(sku, possible);
      else quantities.delete(sku);
    }
    const merged = [...quantities].map(([sku, quantity]) => ({ sku, quantity }));
    return { cart: this.#with(merged, at), changes };
  }

  #withQuantity({ sku, isForSale, available }: Supply, quantity: number, at: Date): Cart {
    this.assertRoomFor(sku);
    if (!isForSale) throw new SkuIsNotForSale(sku);
    const limit = Math.min(available, MOST_PIECES);
    if (quantity > limit) throw new NotEnoughStock(sku, quantity, limit);
    const isNew = this.quantityOf(sku) === 0;
    const line = { sku, quantity };
    const lines = isNew ? [...this.state.lines, line] : this.state.lines.map((one) => (one.sku === sku ? line : one));
    return this.#with(lines, at);
  }

  #with(lines: readonly CartLine[], at: Date): Cart {
    return new Cart({ ...this.state, lines, revision: this.state.revision + 1, updatedAt: at });
  }
}
