import type Stripe from 'stripe';
import type { ProviderRefund } from '../../domain/payment/refund.ts';
import { fromStripeAmount } from './stripe-amount.ts';

/** One that somebody made in Stripe's dashboard carries no id of ours, and has Stripe's. */
export function toProviderRefund(refund: Stripe.Refund, paymentIntentId: string): ProviderRefund {
  const { id, metadata, amount, currency, status, failure_reason } = refund;
  return {
    refundId: metadata?.['refundId'] ?? id,
    providerRefundId: id,
    paymentIntentId,
    amount: fromStripeAmount(amount, currency),
    status: statusOf(status),
    failure: failure_reason ?? (statusOf(status) === 'failed' ? status : null),
  };
}

/** https://docs.stripe.com/api/refunds/object#refund_object-status */
function statusOf(status: string | null): ProviderRefund['status'] {
  switch (status) {
    case 'succeeded':
      return 'succeeded';
    case 'failed':
    case 'canceled':
      return 'failed';
    default:
      return 'pending';
  }
}
