import type Stripe from 'stripe';
import { ProviderRefused } from '../../application/ports/provider-error.ts';
import type { ProviderRefund } from '../../domain/payment/refund.ts';

/** @throws ProviderRefused when it was not asked for by this service. */
export function toProviderRefund({ id, metadata, status, failure_reason }: Stripe.Refund): ProviderRefund {
  const refundId = metadata?.['refundId'];
  if (refundId === undefined) throw new ProviderRefused(`refund ${id} is nobody's`);
  return { refundId, providerRefundId: id, status: statusOf(status), failure: failure_reason ?? null };
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
