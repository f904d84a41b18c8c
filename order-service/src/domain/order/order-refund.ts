import type { MoneyShape } from '@souk/kernel/money';
import { withEntry } from '@souk/kernel/with-entry';

/** `granted`: by an admin. `external`: somebody made it at the payment provider, past this shop. */
export type RefundReason = 'cancelled' | 'granted' | 'external';

/** Money of an order that goes back to the shopper. */
export interface OrderRefund {
  readonly refundId: string;
  readonly amount: MoneyShape;
  readonly reason: RefundReason;
  /** Why an admin has granted it. */
  readonly note: string | null;
  readonly status: 'requested' | 'succeeded' | 'failed';
  /** Why the money could not be given back; the order has it again. */
  readonly failure: string | null;
  readonly requestedAt: Date;
  readonly settledAt: Date | null;
}

export const newRefund = (
  wanted: Pick<OrderRefund, 'refundId' | 'amount' | 'reason' | 'note'>,
  at: Date,
): OrderRefund => ({ ...wanted, status: 'requested', failure: null, requestedAt: at, settledAt: null });

/** `amount` is null for all that is left. */
export type GrantedRefund = Pick<OrderRefund, 'refundId' | 'note'> & { readonly amount: MoneyShape | null };

/** `failure` is null when the money is back with the shopper. */
export type SettledRefund = Pick<OrderRefund, 'refundId' | 'amount' | 'failure'> & {
  readonly reason: RefundReason | 'late-payment';
};

/** The refunds after news of the end of one; null when that is old, or about money that came late and was never the order's. */
export function withSettled(
  refunds: readonly OrderRefund[],
  news: SettledRefund,
  at: Date,
): readonly OrderRefund[] | null {
  const { refundId, amount, reason, failure } = news;
  if (reason === 'late-payment') return null;
  const isIt = (refund: OrderRefund) => refund.refundId === refundId;
  const known = refunds.find(isIt) ?? newRefund({ refundId, amount, reason, note: null }, at);
  const status = failure === null ? 'succeeded' : 'failed';
  if (known.status === status || known.status === 'failed') return null;
  return withEntry(refunds, { ...known, status, failure, settledAt: at }, isIt);
}
