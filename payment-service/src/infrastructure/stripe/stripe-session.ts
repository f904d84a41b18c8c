import type Stripe from 'stripe';
import { ProviderIsUnavailable } from '../../application/ports/provider-error.ts';
import { SessionDoesNotMatchPayment } from '../../domain/payment/payment-error.ts';
import type { CapturedPayment, ProviderSession } from '../../domain/payment/provider-session.ts';
import { fromStripeAmount } from './stripe-amount.ts';

/** What a session has to be retrieved with: how much was taken is a fact of the charge, not of the session. */
export const SESSION_EXPANSION = ['payment_intent.latest_charge'];

/** @throws SessionDoesNotMatchPayment when it is nobody's order, contradicts itself, or is of the other mode. */
export function toProviderSession(session: Stripe.Checkout.Session, isLive: boolean): ProviderSession {
  const { id, client_reference_id: orderId, metadata, livemode, status, url } = session;
  if (orderId === null || metadata?.['orderId'] !== orderId) throw new SessionDoesNotMatchPayment('order', id);
  if (livemode !== isLive) throw new SessionDoesNotMatchPayment('mode', id, { livemode });
  const common = {
    id,
    orderId,
    attempt: Number(metadata['attempt']),
    expiresAt: new Date(session.expires_at * 1000),
  };
  if (status === 'expired') return { ...common, status: 'expired' };
  if (status === 'complete') return { ...common, ...outcomeOf(session, orderId) };
  if (url === null) throw new ProviderIsUnavailable(`session ${id} has no address`);
  return { ...common, status: 'open', url };
}

type Outcome =
  | { readonly status: 'paid'; readonly captured: CapturedPayment }
  | { readonly status: 'processing' }
  | { readonly status: 'failed'; readonly code: string | null };

function outcomeOf({ id, payment_status, payment_intent }: Stripe.Checkout.Session, orderId: string): Outcome {
  if (payment_intent === null || typeof payment_intent === 'string') {
    throw new ProviderIsUnavailable(`session ${id} came without its payment`);
  }
  const { id: paymentIntentId, status, metadata, latest_charge: charge } = payment_intent;
  if (metadata['orderId'] !== orderId) throw new SessionDoesNotMatchPayment('order', id, { paymentIntentId });
  if (payment_status === 'paid') {
    if (charge === null || typeof charge === 'string') {
      throw new ProviderIsUnavailable(`session ${id} came without its charge`);
    }
    return {
      status: 'paid',
      captured: { paymentIntentId, amount: fromStripeAmount(charge.amount_captured, charge.currency) },
    };
  }
  // A delayed method that failed leaves its intent without a method: https://docs.stripe.com/payments/checkout/fulfill-orders
  if (status !== 'requires_payment_method' && status !== 'canceled') return { status: 'processing' };
  const { last_payment_error: failure } = payment_intent;
  return { status: 'failed', code: failure?.decline_code ?? failure?.code ?? null };
}
