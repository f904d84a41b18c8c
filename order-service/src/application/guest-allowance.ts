import { TooMuchIsUnpaid } from '../domain/order/order-error.ts';
import { areSameLines } from '../domain/order/order-line.ts';
import type { GuestHolds, GuestOrder } from './ports/guest-holds.ts';

/** 0: no limit. */
export interface GuestLimits {
  /** Unpaid orders of one network at once. */
  readonly orders: number;
  /** Pieces of one SKU in all of them. */
  readonly pieces: number;
}

/**
 * How much guests of one network may hold without having paid. An order is claimed before it is placed, and a claim is made only on what
 * nobody has changed since it was read: so all processes together give no more.
 */
export class GuestAllowance {
  readonly #holds: GuestHolds;
  readonly #limits: GuestLimits;

  constructor(holds: GuestHolds, limits: GuestLimits) {
    this.#holds = holds;
    this.#limits = limits;
  }

  /** @throws TooMuchIsUnpaid */
  async claim(network: string, order: GuestOrder): Promise<void> {
    const { orders, pieces } = this.#limits;
    if (orders === 0 && pieces === 0) return;
    const at = order.placedAt;
    for (;;) {
      const { version, unpaid, claimed } = await this.#holds.of(network, at);
      // What was claimed already, by a process that has ended since, say, is not wanted twice.
      const others = [...unpaid, ...claimed].filter((other) => !isSame(other, order));
      // Of the others of the network nothing is told.
      const theirs = unpaid.filter(({ email }) => email === order.email).map(({ id }) => id);
      this.#assertRoom(order, others, theirs);
      if (await this.#holds.claim(network, version, [...others, order], at)) return;
    }
  }

  #assertRoom({ requested }: GuestOrder, others: readonly GuestOrder[], theirs: readonly string[]): void {
    const { orders, pieces } = this.#limits;
    if (orders > 0 && others.length >= orders) throw new TooMuchIsUnpaid({ orders }, theirs);
    if (pieces === 0) return;
    const held = Map.groupBy(
      others.flatMap((other) => other.requested),
      ({ sku }) => sku,
    );
    for (const { sku, quantity } of requested) {
      const already = (held.get(sku) ?? []).reduce((sum, line) => sum + line.quantity, 0);
      if (already + quantity > pieces) throw new TooMuchIsUnpaid({ sku, pieces }, theirs);
    }
  }
}

/** A cart may be checked out twice at once with other lines: either of them may become the order. */
const isSame = (one: GuestOrder, other: GuestOrder): boolean =>
  one.id === other.id && areSameLines(one.requested, other.requested);
