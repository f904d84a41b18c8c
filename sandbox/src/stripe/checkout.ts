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
import { Settlements } from './settlements.ts';
import type { StripeState } from './stripe-state.ts';

type Session = Stripe.Checkout.Session;

export interface CheckoutOptions {
  readonly state: StripeState;
  readonly events: EventLog;
  readonly payments: Payments;
  /** Base of the links to the payment pages, without a slash at the end. */
  readonly publicUrl: string;
  /** After how many milliseconds a debit settles. */
  readonly settleAfterMs: number;
  /** Is told of each session that is complete. */
  readonly onComplete: (session: Session) => void;
}

/**
 * Sessions from creation to their one end: `complete` when paid or when a debit is on its way, `expired` when told to or when
 * their time is over.
 */
export class Checkout {
  readonly #state: StripeState;
  readonly #events: EventLog;
  readonly #payments: Payments;
  readonly #publicUrl: string;
  readonly #settleAfterMs: number;
  readonly #onComplete: (session: Session) => void;
  readonly #debits: Settlements;
  readonly #expiry = new DueTimer((id) => this.#expire(this.session(id), NO_REQUEST));

  constructor({ state, events, payments, publicUrl, settleAfterMs, onComplete }: CheckoutOptions) {
    this.#state = state;
    this.#events = events;
    this.#payments = payments;
    this.#publicUrl = publicUrl;
    this.#settleAfterMs = settleAfterMs;
    this.#onComplete = onComplete;
    this.#debits = new Settlements(state.debitsDue, (id) => {
      if (this.#intentOf(this.session(id)).status === 'processing') this.settleDebit(id, NO_REQUEST);
    });
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
   * Tries to pay. The session completes when the returned intent has `succeeded` or is `processing`, and stays open otherwise.
   *
   * @throws ApiError 400 when the session is not open any more or does not take this kind of payment method.
   */
  pay(id: string, method: Stripe.PaymentMethod, cause: Cause): Stripe.PaymentIntent {
    const session = this.#open(id);
    if (!session.payment_method_types.includes(method.type)) {
      throw invalidRequest(
        `This Checkout Session takes ${session.payment_method_types.join(' and ')}, not ${method.type}. SEPA debits are for EUR only.`,
      );
    }
    const intent = this.#payments.attempt(this.#intentOf(session), method, cause);
    this.#conclude({ ...session, payment_intent: intent.id }, intent, cause);
    return intent;
  }

  /** Ends the authentication that `pay` has asked for. */
  authenticate(id: string, approved: boolean, cause: Cause): Stripe.PaymentIntent {
    const session = this.#open(id);
    const intent = this.#payments.authenticate(this.#intentOf(session), approved, cause);
    this.#conclude(session, intent, cause);
    return intent;
  }

  /** Ends the debit that `pay` has started for this session. @throws ApiError 400 when none is in progress. */
  settleDebit(id: string, cause: Cause): Stripe.PaymentIntent {
    const session = this.session(id);
    const intent = this.#payments.settle(this.#intentOf(session), cause);
    if (intent.status === 'succeeded') {
      const paid = this.#state.sessions.put(id, { ...session, payment_status: 'paid' });
      this.#events.emit('checkout.session.async_payment_succeeded', paid, cause);
    } else {
      this.#events.emit('checkout.session.async_payment_failed', session, cause);
    }
    this.#debits.cancel(id);
    return intent;
  }

  close(): void {
    this.#debits.close();
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
      payment_method_types: session.payment_method_types,
      amount: session.amount_total ?? 0,
      currency: session.currency ?? '',
      customer: session.customer,
    });
  }

  #conclude(session: Session, intent: Stripe.PaymentIntent, cause: Cause): void {
    const isPaid = intent.status === 'succeeded';
    if (!isPaid && intent.status !== 'processing') {
      this.#state.sessions.put(session.id, session);
      return;
    }
    this.#expiry.delete(session.id);
    if (!isPaid) this.#debits.schedule(session.id, this.#settleAfterMs);
    const billing = this.#billingOf(intent);
    const complete = this.#state.sessions.put(session.id, {
      ...session,
      status: 'complete',
      payment_status: isPaid ? 'paid' : 'unpaid',
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
    this.#onComplete(complete);
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
