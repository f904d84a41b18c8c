import type Stripe from 'stripe';
import type { ProviderEvent, ProviderNews } from '../../application/ports/provider-event.ts';

/** What this service has to be told of: the subscription of its webhook endpoint. Others are stored and change nothing. */
export const STRIPE_EVENTS = [
  'charge.dispute.closed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'checkout.session.async_payment_failed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.completed',
  'checkout.session.expired',
  'payment_intent.payment_failed',
  'refund.created',
  'refund.failed',
  'refund.updated',
] as const satisfies readonly Stripe.Event['type'][];

/** Of an event only what this service needs of it: no address, no card. */
export function toProviderEvent(event: Stripe.Event): ProviderEvent {
  const news = newsOf(event);
  return {
    id: event.id,
    type: event.type,
    createdAt: new Date(event.created * 1000),
    orderId: news !== null && 'orderId' in news ? news.orderId : orderIdIn(event.data.object),
    news,
  };
}

function newsOf(event: Stripe.Event): ProviderNews | null {
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
    case 'checkout.session.async_payment_failed':
    case 'checkout.session.expired': {
      const { id: sessionId, client_reference_id: orderId } = event.data.object;
      return orderId === null ? null : { about: 'session', orderId, sessionId };
    }
    case 'payment_intent.payment_failed': {
      const { last_payment_error: failure } = event.data.object;
      const orderId = orderIdIn(event.data.object);
      const code = failure?.decline_code ?? failure?.code ?? 'unknown';
      return orderId === null ? null : { about: 'decline', orderId, code, message: failure?.message ?? 'Declined.' };
    }
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
      return { about: 'refund', providerRefundId: event.data.object.id };
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.closed':
      return { about: 'dispute', disputeId: event.data.object.id };
    default:
      return null;
  }
}

function orderIdIn(object: object): string | null {
  const metadata: unknown = 'metadata' in object ? object.metadata : null;
  if (typeof metadata !== 'object' || metadata === null || !('orderId' in metadata)) return null;
  return typeof metadata.orderId === 'string' ? metadata.orderId : null;
}
