import type Stripe from 'stripe';
import { existing } from './api-error.ts';
import type { EventLog } from './event-log.ts';
import { failedIntent, succeededIntent } from './intent-outcomes.ts';
import { APPROVED, charge } from './objects/charge.ts';
import type { Cause } from './objects/event.ts';
import { idOf } from './objects/identity.ts';
import type { StripeState } from './stripe-state.ts';
import { testIban } from './test-ibans.ts';

type Intent = Stripe.PaymentIntent;

const FAILURE = {
  code: 'payment_intent_payment_attempt_failed',
  message: "The customer's bank refused the debit. Ask for another payment method.",
} as const;

/** SEPA debits: the money is only on its way when the debit starts, and what became of it is known when it settles. */
export class BankDebits {
  readonly #state: StripeState;
  readonly #events: EventLog;

  constructor(state: StripeState, events: EventLog) {
    this.#state = state;
    this.#events = events;
  }

  start(intent: Intent, method: Stripe.PaymentMethod, cause: Cause): Intent {
    const pending = charge(intent, method, { status: 'pending', outcome: APPROVED });
    this.#state.charges.put(pending.id, pending);
    const processing = this.#put({
      ...intent,
      status: 'processing',
      latest_charge: pending.id,
      payment_method: method.id,
      last_payment_error: null,
    });
    this.#events.emit('charge.pending', pending, cause);
    this.#events.emit('payment_intent.processing', processing, cause);
    return processing;
  }

  /** Ends the debit of an intent that is `processing`, as its test IBAN says. */
  settle(intent: Intent, cause: Cause): Intent {
    const method = existing('PaymentMethod', this.#state.paymentMethods, referenceTo(intent.payment_method));
    const pending = existing('charge', this.#state.charges, referenceTo(intent.latest_charge));
    const { outcome } = testIban(existing('PaymentMethod', this.#state.ibans, method.id));
    return outcome === 'succeeds'
      ? this.#succeed(intent, pending, method, cause)
      : this.#fail(intent, pending, method, cause);
  }

  #succeed(intent: Intent, pending: Stripe.Charge, method: Stripe.PaymentMethod, cause: Cause): Intent {
    const paid = this.#state.charges.put(pending.id, {
      ...pending,
      status: 'succeeded',
      paid: true,
      captured: true,
      amount_captured: pending.amount,
    });
    const succeeded = this.#put(succeededIntent(intent, paid, method));
    this.#events.emit('charge.succeeded', paid, cause);
    this.#events.emit('payment_intent.succeeded', succeeded, cause);
    return succeeded;
  }

  #fail(intent: Intent, pending: Stripe.Charge, method: Stripe.PaymentMethod, cause: Cause): Intent {
    const failed = this.#state.charges.put(pending.id, {
      ...pending,
      status: 'failed',
      failure_code: 'insufficient_funds',
      failure_message: FAILURE.message,
    });
    const waiting = this.#put(failedIntent(intent, method, FAILURE, failed.id));
    this.#events.emit('charge.failed', failed, cause);
    this.#events.emit('payment_intent.payment_failed', waiting, cause);
    return waiting;
  }

  #put(intent: Intent): Intent {
    return this.#state.intents.put(intent.id, intent);
  }
}

const referenceTo = (reference: string | { id: string } | null) => (reference === null ? '' : idOf(reference));
