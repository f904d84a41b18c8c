import type Stripe from 'stripe';
import type { Store } from '../store.ts';
import type { StoredEvent } from './objects/event.ts';
import type { WireLineItem } from './objects/line-item.ts';
import type { WirePrice } from './objects/price.ts';
import type { Settlement } from './settlements.ts';

/** What a session was created with and never shows itself. */
export interface SessionContents {
  readonly lineItems: readonly WireLineItem[];
  /** The fields that its payment intent will get. */
  readonly intent: Partial<Stripe.PaymentIntent>;
}

/** Everything that the Stripe stand-in remembers. Objects are never changed in place: a change is put as a new object. */
export type StripeState = ReturnType<typeof stripeState>;

export function stripeState(store: Store) {
  return {
    /** Makes all that it does durable at once. */
    together: store.together.bind(store),
    sessions: store.collection<Stripe.Checkout.Session>('stripe.sessions'),
    sessionContents: store.collection<SessionContents>('stripe.session_contents'),
    intents: store.collection<Stripe.PaymentIntent>('stripe.payment_intents'),
    charges: store.collection<Stripe.Charge>('stripe.charges'),
    disputes: store.collection<Stripe.Dispute>('stripe.disputes'),
    disputesDue: store.collection<Settlement>('stripe.disputes_due'),
    refunds: store.collection<Stripe.Refund>('stripe.refunds'),
    refundsDue: store.collection<Settlement>('stripe.refunds_due'),
    customers: store.collection<Stripe.Customer>('stripe.customers'),
    products: store.collection<Stripe.Product>('stripe.products'),
    prices: store.collection<WirePrice>('stripe.prices'),
    paymentMethods: store.collection<Stripe.PaymentMethod>('stripe.payment_methods'),
    cardNumbers: store.collection<string>('stripe.card_numbers'),
    ibans: store.collection<string>('stripe.ibans'),
    debitsDue: store.collection<Settlement>('stripe.debits_due'),
    events: store.collection<StoredEvent>('stripe.events'),
  };
}
