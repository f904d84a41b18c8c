import { Money } from '@souk/kernel/money';
import { NothingWasCaptured, RefundCannotBeRepeated, RefundIsUnknown } from './payment-error.ts';
import type { PaymentState } from './payment-state.ts';
import { isNews, newRefund, type ProviderRefund, type Refund, type RequestedRefund } from './refund.ts';

/** What was taken for an order, what of it goes or went back, and what is in dispute. */
type Ledger = Pick<PaymentState, 'captures' | 'refunds' | 'disputes'>;

/** What may still be given back of the money that was taken with one payment intent; null when none was. */
export function refundableOf({ captures, refunds, disputes }: Ledger, paymentIntentId: string): Money | null {
  const isOfIt = (entry: { readonly paymentIntentId: string }) => entry.paymentIntentId === paymentIntentId;
  const captured = captures.find(isOfIt);
  if (captured === undefined) return null;
  const gone = [
    // A refund that failed has taken nothing.
    ...refunds.filter(({ status }) => status !== 'failed'),
    ...disputes.filter(({ status }) => status === 'lost'),
  ];
  return gone.filter(isOfIt).reduce((left, { amount }) => left.minus(Money.from(amount)), Money.from(captured.amount));
}

/** The refund that the provider has to be asked for next. While money is disputed, nobody knows whose it is to give. */
export function nextRefundOf({ refunds, disputes }: Pick<Ledger, 'refunds' | 'disputes'>): Refund | null {
  const isDisputed = ({ paymentIntentId }: Refund) =>
    disputes.some((dispute) => dispute.status === 'open' && dispute.paymentIntentId === paymentIntentId);
  return refunds.find((refund) => refund.status === 'requested' && !isDisputed(refund)) ?? null;
}

/**
 * A refund that was asked for. One of more than is left has failed before it was tried: whoever asked did not know of another one.
 * @throws NothingWasCaptured
 */
export function requestedRefund(payment: PaymentState, wanted: RequestedRefund, at: Date): Refund {
  const { paymentIntentId } = payment;
  const left = paymentIntentId === null ? null : refundableOf(payment, paymentIntentId);
  if (paymentIntentId === null || left === null) throw new NothingWasCaptured(payment.orderId);
  const refund = newRefund({ ...wanted, paymentIntentId }, at);
  const { amount } = wanted;
  const isLeft = amount.currency === left.currency && amount.amount <= left.amount;
  return isLeft ? refund : { ...refund, status: 'failed', failure: `only ${left.amount} ${left.currency} are left` };
}

/**
 * The refund that takes the place of a failed one; null when there is one already.
 * @throws RefundIsUnknown, RefundCannotBeRepeated
 */
export function repetitionOf({ refunds }: Ledger, refundId: string, at: Date): Refund | null {
  const failed = refunds.find((refund) => refund.refundId === refundId);
  if (failed === undefined) throw new RefundIsUnknown(refundId);
  const { paymentIntentId, amount, reason, status } = failed;
  if (status !== 'failed' || reason !== 'late-payment') throw new RefundCannotBeRepeated(refundId, status, reason);
  const tries = refunds.filter((refund) => refund.paymentIntentId === paymentIntentId);
  if (tries.some((refund) => refund.status !== 'failed')) return null;
  return newRefund({ refundId: `late:${paymentIntentId}:${tries.length + 1}`, paymentIntentId, amount, reason }, at);
}

/**
 * A refund after news of it; null when the news is old.
 * @throws RefundIsUnknown when it is of money that was never taken for this order, as far as is known yet
 */
export function settled(payment: PaymentState, news: ProviderRefund, at: Date): Refund | null {
  const known = payment.refunds.find(({ refundId }) => refundId === news.refundId) ?? externalRefund(payment, news, at);
  const { status, providerRefundId, failure } = news;
  return isNews(known, news) ? { ...known, status, providerRefundId, failure } : null;
}

/** What a refund that nobody here asked for was before the news of it. */
function externalRefund({ captures, paymentIntentId: paying }: PaymentState, news: ProviderRefund, at: Date): Refund {
  const { refundId, providerRefundId, paymentIntentId, amount } = news;
  const isOurMoney = captures.some((capture) => capture.paymentIntentId === paymentIntentId);
  if (refundId !== providerRefundId || !isOurMoney) throw new RefundIsUnknown(refundId);
  // What does not pay for the order was never its money.
  const reason = paymentIntentId === paying ? 'external' : 'late-payment';
  return newRefund({ refundId, paymentIntentId, amount, reason }, at);
}
