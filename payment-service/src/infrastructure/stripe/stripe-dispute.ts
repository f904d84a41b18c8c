import type Stripe from 'stripe';
import type { Dispute, DisputeStatus } from '../../domain/payment/dispute.ts';
import { fromStripeAmount } from './stripe-amount.ts';

/** Null while it is only an inquiry, which takes no money: https://docs.stripe.com/disputes/how-disputes-work#inquiries */
export function toDispute(dispute: Stripe.Dispute, paymentIntentId: string): Dispute | null {
  const { id: disputeId, amount, currency, reason } = dispute;
  const status = statusOf(dispute.status);
  return status && { disputeId, paymentIntentId, amount: fromStripeAmount(amount, currency), reason, status };
}

function statusOf(status: Stripe.Dispute.Status): DisputeStatus | null {
  switch (status) {
    case 'needs_response':
    case 'under_review':
      return 'open';
    case 'won':
      return 'won';
    case 'lost':
      return 'lost';
    default:
      return null;
  }
}
