import type { MoneyShape } from '@souk/kernel/money';

/** `won`: the shop keeps the money. `lost`: it is the shopper's again. */
export type DisputeStatus = 'open' | 'won' | 'lost';

/** The shopper's bank has taken a payment back, and it is being decided whose the money is. */
export interface Dispute {
  readonly disputeId: string;
  readonly paymentIntentId: string;
  readonly amount: MoneyShape;
  /** The bank's, e.g. `fraudulent`. */
  readonly reason: string;
  readonly status: DisputeStatus;
}
