import { TooMuchIsUnpaid } from '../domain/order/order-error.ts';
import type { RequestedLine } from '../domain/order/order-line.ts';
import type { GuestHolds } from './ports/guest-holds.ts';

/** 0: no limit. */
export interface GuestLimits {
  /** Unpaid orders of one network at once. */
  readonly orders: number;
  /** Pieces of one SKU in all of them. */
  readonly pieces: number;
}

export interface GuestWish {
  readonly unpaidFrom: string;
  readonly email: string;
  readonly lines: readonly RequestedLine[];
}

/** How much guests of one network may hold without having paid. Guests of one network take turns, so that together they get no more. */
export class GuestAllowance {
  readonly #holds: GuestHolds;
  readonly #limits: GuestLimits;
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(holds: GuestHolds, limits: GuestLimits) {
    this.#holds = holds;
    this.#limits = limits;
  }

  /**
   * Runs `place` when this wish is within what is allowed.
   * @throws TooMuchIsUnpaid
   */
  async within<Result>(wish: GuestWish, place: () => Promise<Result>): Promise<Result> {
    const { orders, pieces } = this.#limits;
    if (orders === 0 && pieces === 0) return place();
    const { unpaidFrom } = wish;
    const turn = (this.#turns.get(unpaidFrom) ?? Promise.resolve()).then(async () => {
      await this.#assertRoom(wish);
      return place();
    });
    const ended = turn.catch(() => undefined);
    this.#turns.set(unpaidFrom, ended);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(unpaidFrom) === ended) this.#turns.delete(unpaidFrom);
    }
  }

  async #assertRoom({ unpaidFrom, email, lines }: GuestWish): Promise<void> {
    const { orders, pieces } = this.#limits;
    const unpaid = await this.#holds.of(unpaidFrom);
    // Of the others of the network nothing is told.
    const theirs = unpaid.filter((order) => order.email === email).map(({ id }) => id);
    if (orders > 0 && unpaid.length >= orders) throw new TooMuchIsUnpaid({ orders }, theirs);
    if (pieces === 0) return;
    const held = Map.groupBy(
      unpaid.flatMap(({ requested }) => requested),
      ({ sku }) => sku,
    );
    for (const { sku, quantity } of lines) {
      const others = (held.get(sku) ?? []).reduce((sum, line) => sum + line.quantity, 0);
      if (others + quantity > pieces) throw new TooMuchIsUnpaid({ sku, pieces }, theirs);
    }
  }
}
