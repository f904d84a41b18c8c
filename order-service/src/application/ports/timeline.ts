import type { MoneyShape } from '@souk/kernel/money';

/** Who made something happen, as far as the event tells: `shopper` is the order's customer, or the guest. */
export type Actor = 'shopper' | 'admin' | 'system' | 'provider';

/** One thing that happened to an order, whoever said so. */
export interface TimelineEntry {
  readonly eventId: string;
  readonly orderId: string;
  readonly at: Date;
  readonly service: string;
  readonly event: string;
  /** The event or request that caused it. */
  readonly causedBy: string;
  readonly who: Actor | null;
  /** The money that it is about. */
  readonly amount: MoneyShape | null;
  /** A word of the event's, of the provider's or of the bank's. */
  readonly reason: string | null;
  /** What the event's name does not say, in a sentence. */
  readonly detail: string | null;
}

export interface Timeline {
  /** Writes an entry once, however often it is told. */
  record(entry: TimelineEntry): Promise<void>;
  /** What happened to an order, oldest first. */
  of(orderId: string): Promise<readonly TimelineEntry[]>;
}
