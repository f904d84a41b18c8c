import type Stripe from 'stripe';
import { existing, invalidRequest } from './api-error.ts';
import type { SessionRequest } from './checkout-request.ts';
import { DueTimer } from './due-timer.ts';
import type { EventLog } from './event-log.ts';
import { checkoutSession } from './objects/checkout-session.ts';
import { NO_REQUEST, type Cause } from './objects/event.ts';
import { idOf, newId, now } from './objects/identity.ts';
import type { WireLineItem } from './objects/line-item.ts';
import { paymentIntent } from './objects/payment-intent.ts';
import type { Payments } from './payments.ts';
import type { StripeState } from './stripe-state.ts';

type Session = Stripe.Checkout.Session;

export interface CheckoutOptions {
  readonly state: StripeState;
  readonly events: EventLog;
  readonly payments: Payments;
  /** Base of the links to the payment pages, without a slash at the end. */
  readonly publicUrl: string;
}

/** Sessions from creation to their one end: `complete` when paid, `expired` when told to or when their time is over. */
export class Checkout {
  readonly #state: StripeState;
  readonly #events: EventLog;
  readonly #payments: Payments;
  readonly #publicUrl: string;
  readonly #expiry = new DueTimer((id) => this.#expire(this.session(id), NO_REQUEST));

  constructor({ state, events, payments, publicUrl }: CheckoutOptions) {
    this.#state = state;
    this.#events = events;
    this.#payments = payments;
    this.#publicUrl = publicUrl;
    for (const { id, status, expires_at } of state.sessions.values()) {
      if (status === 'open') this.#expiry.set(id, expires_at);
    }
  }

  create({ session, contents, products }: SessionRequest): Session {
    const id = newId('cs_test');
    const created = checkoutSession({ id, url: `${this.#publicUrl}/c/pay/${id}`, ...session });
    for (const product of products) this.#state.products.put(product.id, product);
    this.#state.sessionContents.put(id, contents);
    this.#expiry.set(id, created.expires_at);
    return this.#state.sessions.put(id, created);
  }

  session(id: string): Session {
    return existing('checkout.session', this.#state.sessions, id);
  }

  lineItems(id: string): readonly WireLineItem[] {
    return this.#contents(id).lineItems;
  }

  /** @throws ApiError 400 when the session is not open any more. */
  expire(id: string, cause: Cause): Session {
    const session = this.session(id);
    if (session.status === 'open') return this.#expire(session, cause);
    throw invalidRequest(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${String(session.status)}\`.`,
    );
  }

  /**
   * Tries to pay. The session completes when the returned intent has `succeeded`, and stays open otherwise.
   *
   * @throws ApiError 400 when the session is not open any more.
   */
  pay(id: string, method: Stripe.PaymentMethod, cause: Cause): Stripe.PaymentIntent {
    const session = this.#open(id);
    const intent = this.#payments.attempt(this.#intentOf(session), method, cause);
    this.#settle({ ...session, payment_intent: intent.id }, intent, cause);
    return intent;
  }

  /** Ends the authentication that `pay` has asked for. */
  authenticate(id: string, approved: boolean, cause: Cause): Stripe.PaymentIntent {
    const session = this.#open(id);
    const intent = this.#payments.authenticate(this.#intentOf(session), approved, cause);
    this.#settle(session, intent, cause);
    return intent;
  }

  close(): void {
    this.#expiry.close();
  }

  #contents(id: string) {
    return existing('checkout.session', this.#state.sessionContents, id);
  }

  #open(id: string): Session {
    const session = this.session(id);
    const open = session.status === 'open' && session.expires_at > now();
    if (open) return session;
    throw invalidRequest(
      `This Checkout Session is ${session.status === 'complete' ? 'complete' : 'expired'} and can no longer be paid.`,
    );
  }

  /** A payment intent comes into being with the first try to pay, so that an abandoned session leaves none. */
  #intentOf(session: Session): Stripe.PaymentIntent {
    if (session.payment_intent !== null) return this.#payments.intent(idOf(session.payment_intent));
    return paymentIntent({
      ...this.#contents(session.id).intent,
      amount: session.amount_total ?? 0,
      currency: session.currency ?? '',
      customer: session.customer,
    });
  }

  #settle(session: Session, intent: Stripe.PaymentIntent, cause: Cause): void {
    if (intent.status !== 'succeeded') {
      this.#state.sessions.put(session.id, session);
      return;
    }
    this.#expiry.delete(session.id);
    const billing = this.#billingOf(intent);
    const complete = this.#state.sessions.put(session.id, {
      ...session,
      status: 'complete',
      payment_status: 'paid',
      url: null,
      customer_details: {
        address: billing?.address ?? null,
        business_name: null,
        email: session.customer_email ?? billing?.email ?? null,
        individual_name: null,
        name: billing?.name ?? null,
        phone: billing?.phone ?? null,
        tax_exempt: 'none',
        tax_ids: [],
      },
    });
    this.#events.emit('checkout.session.completed', complete, cause);
  }

  #billingOf({ payment_method }: Stripe.PaymentIntent): Stripe.PaymentMethod.BillingDetails | undefined {
    return payment_method === null ? undefined : this.#state.paymentMethods.get(idOf(payment_method))?.billing_details;
  }

  #expire(session: Session, cause: Cause): Session {
    this.#expiry.delete(session.id);
    const expired = this.#state.sessions.put(session.id, { ...session, status: 'expired', url: null });
    const intent = session.payment_intent === null ? null : this.#payments.intent(idOf(session.payment_intent));
    if (intent !== null && this.#payments.isOpen(intent)) this.#payments.cancel(intent, 'expired', cause);
    this.#events.emit('checkout.session.expired', expired, cause);
    return expired;
  }
}
