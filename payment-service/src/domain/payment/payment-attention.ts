import { refundableOf } from './ledger.ts';
import type { Attention, PaymentState } from './payment-state.ts';

/** Banks take up to ten business days: https://docs.stripe.com/refunds. */
const REFUND_TAKES_MS = 14 * 24 * 3600 * 1000;

type Books = Pick<PaymentState, 'captures' | 'refunds' | 'disputes'>;

/** Null when nobody has to. A refund that failed is dealt with when there is a later one of the same money, or nothing of that is left. */
export function attentionOf(books: Books, at: Date): Attention | null {
  const last = new Map(books.refunds.map((refund) => [refund.paymentIntentId, refund]));
  const hasBounced = [...last.values()].some(
    ({ status, paymentIntentId }) => status === 'failed' && (refundableOf(books, paymentIntentId)?.amount ?? 0) > 0,
  );
  if (hasBounced) return 'refund-failed';
  const isOverdue = books.refunds.some(
    ({ status, requestedAt }) => status === 'pending' && at.getTime() - requestedAt.getTime() >= REFUND_TAKES_MS,
  );
  return isOverdue ? 'refund-overdue' : null;
}
