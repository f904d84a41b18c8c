/** Somebody's order and cart, by their ids, which are no secrets. */
interface Known {
  readonly orderId: string;
  readonly cartId: string;
}

const REMEMBERED = 100;

/** What people could know of each other. */
export class Crowd {
  readonly #known: Known[] = [];
  #orders = 0;

  /** How many orders have been placed. */
  get orders(): number {
    return this.#orders;
  }

  add(known: Known): void {
    this.#orders++;
    this.#known.push(known);
    if (this.#known.length > REMEMBERED) this.#known.shift();
  }

  /** Of the others, who ordered last; null when there are no others. */
  other(cartId: string): Known | null {
    return this.#known.findLast((known) => known.cartId !== cartId) ?? null;
  }
}
