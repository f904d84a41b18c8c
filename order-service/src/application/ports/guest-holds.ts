import type { RequestedLine } from '../../domain/order/order-line.ts';

/** What somebody has ordered as a guest and has not paid. */
export interface UnpaidOrder {
  readonly id: string;
  readonly email: string;
  readonly requested: readonly RequestedLine[];
}

/** What guests hold without having paid. */
export interface GuestHolds {
  /** Of one network, the oldest first. */
  of(unpaidFrom: string): Promise<readonly UnpaidOrder[]>;
  /** Ids of orders placed before this moment that hold one of these SKUs, the oldest first. */
  holding(skus: readonly string[], placedBefore: Date, limit: number): Promise<readonly string[]>;
}
