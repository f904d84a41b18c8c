import type { RequestedLine } from '../../domain/order/order-line.ts';

/** What somebody orders as a guest. */
export interface GuestOrder {
  readonly id: string;
  readonly email: string;
  readonly requested: readonly RequestedLine[];
  readonly placedAt: Date;
}

/** What guests of one network hold. */
export interface NetworkHolds {
  /** Grows with each claim. */
  readonly version: number;
  /** Orders that are not paid, the oldest first. */
  readonly unpaid: readonly GuestOrder[];
  /** Those that are about to be placed, or were when their process ended a few minutes ago. */
  readonly claimed: readonly GuestOrder[];
}

/** What guests hold without having paid. */
export interface GuestHolds {
  /** What was claimed by `at` for the orders of a network, and has not been paid or ended since. */
  of(network: string, at: Date): Promise<NetworkHolds>;
  /** Makes this what a network holds; false when others have claimed something since that version. */
  claim(network: string, version: number, orders: readonly GuestOrder[], at: Date): Promise<boolean>;
  /** Forgets the networks that have claimed nothing since. */
  forget(unclaimedSince: Date): Promise<void>;
  /** Ids of orders placed before this moment that hold one of these SKUs, the oldest first. */
  holding(skus: readonly string[], placedBefore: Date, limit: number): Promise<readonly string[]>;
}
