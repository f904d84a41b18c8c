import type Stripe from 'stripe';
import { cardError, existing, invalidRequest, type ApiError } from './api-error.ts';
import { BankDebits } from './bank-debits.ts';
import { aftermathOf } from './card-aftermath.ts';
import type { Disputes } from './disputes.ts';
import type { EventLog } from './event-log.ts';
import { failedIntent, succeededIntent, type Failure } from './intent-outcomes.ts';
import { APPROVED, charge } from './objects/charge.ts';
import type { Cause } from './objects/event.ts';
import { now } from './objects/identity.ts';
import type { StripeState } from './stripe-state.ts';
import { testCard, type CardOutcome } from './test-cards.ts';

type Intent = Stripe.PaymentIntent;
type Method = Stripe.PaymentMethod;

const CONFIRMABLE = ['requires_payment_method', 'requires_confirmation', 'requires_action'];

const AUTHENTICATION_FAILED = {
  code: 'payment_intent_authentication_failure',
  message: 'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
};

/** Takes the money: moves payment intents and leaves charges behind, as the test card or the test IBAN says. */
export class Payments {
  readonly #state: StripeState;
  readonly #events: EventLog;
  readonly #disputes: Disputes;
  readonly #debits: BankDebits;

  constructor(state: StripeState, events: EventLog, disputes: Disputes) {
    this.#state = state;
    this.#events = events;
    this.#disputes = disputes;
    this.#debits = new BankDebits(state, events);
  }

  intent(id: string): Intent {
    return existing('payment_intent', this.#state.intents, id);
  }

  /**
   * Tries to pay once.
   *
   * @returns the intent as it is then: `succeeded`, `processing`, `requires_action`, or `requires_payment_method` with `last_payment_error`.
   */
  attempt(intent: Intent, method: Method, cause: Cause): Intent {
    if (!this.isOpen(intent)) {
      throw unexpectedState(
        `You cannot confirm this PaymentIntent because it has a status of ${intent.status}. Create another one to pay again.`,
      );
    }
    if (method.type === 'sepa_debit') return this.#debits.start(intent, method, cause);
    const outcome = this.#outcomeOf(method);
    switch (outcome.kind) {
      case 'succeeds':
        return this.#succeed(intent, method, cause);
      case 'declines':
        return this.#decline(intent, method, outcome.error, cause);
      case 'authenticates':
        return this.#requireAuthentication(intent, method, cause);
    }
  }

  /** Ends the authentication that an attempt has asked for. */
  authenticate(intent: Intent, approved: boolean, cause: Cause): Intent {
    const method = typeof intent.payment_method === 'string' && this.#state.paymentMethods.get(intent.payment_method);
    if (intent.status !== 'requires_action' || !method) {
      throw unexpectedState('This payment does not wait for authentication. Start again from the payment page.');
    }
    if (approved) return this.#succeed(intent, method, cause);
    return this.#fail(intent, method, AUTHENTICATION_FAILED, null, cause);
  }

  /** Ends the debit that an attempt has started. @throws ApiError 400 when none is in progress. */
  settle(intent: Intent, cause: Cause): Intent {
    if (intent.status === 'processing') return this.#debits.settle(intent, cause);
    throw unexpectedState(
      `This PaymentIntent has a status of ${intent.status}. Only one that is processing can be settled.`,
    );
  }

  /** Whether the intent can still be confirmed, and therefore also cancelled. */
  isOpen({ status }: Intent): boolean {
    return CONFIRMABLE.includes(status);
  }

  cancel(intent: Intent, reason: Intent['cancellation_reason'], cause: Cause): Intent {
    if (!this.isOpen(intent)) {
      throw unexpectedState(
        `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${CONFIRMABLE.join(', ')}.`,
      );
    }
    const canceled = this.#put({
      ...intent,
      status: 'canceled',
      canceled_at: now(),
      cancellation_reason: reason,
      next_action: null,
    });
    this.#events.emit('payment_intent.canceled', canceled, cause);
    return canceled;
  }

  #succeed(intent: Intent, method: Method, cause: Cause): Intent {
    const paid = charge(intent, method, { status: 'succeeded', outcome: APPROVED });
    this.#state.charges.put(paid.id, paid);
    const succeeded = this.#put(succeededIntent(intent, paid, method));
    this.#events.emit('charge.succeeded', paid, cause);
    this.#events.emit('payment_intent.succeeded', succeeded, cause);
    const aftermath = aftermathOf(this.#state, paid);
    if (aftermath === 'dispute' || aftermath === 'inquiry') this.#disputes.openSoon(paid.id);
    return succeeded;
  }

  #decline(intent: Intent, method: Method, error: Failure, cause: Cause): Intent {
    const declined = charge(intent, method, {
      status: 'failed',
      failure_code: error.code ?? null,
      failure_message: error.message ?? null,
      outcome: {
        ...APPROVED,
        network_status: 'declined_by_network',
        reason: error.decline_code ?? error.code ?? null,
        seller_message: 'The bank did not return any further details with this decline.',
        type: 'issuer_declined',
      },
    });
    this.#state.charges.put(declined.id, declined);
    this.#events.emit('charge.failed', declined, cause);
    return this.#fail(intent, method, error, declined.id, cause);
  }

  #fail(intent: Intent, method: Method, error: Failure, chargeId: string | null, cause: Cause): Intent {
    const failed = this.#put(failedIntent(intent, method, error, chargeId));
    this.#events.emit('payment_intent.payment_failed', failed, cause);
    return failed;
  }

  #requireAuthentication(intent: Intent, method: Method, cause: Cause): Intent {
    const waiting = this.#put({
      ...intent,
      status: 'requires_action',
      payment_method: method.id,
      last_payment_error: null,
      next_action: { type: 'use_stripe_sdk', use_stripe_sdk: {} },
    });
    this.#events.emit('payment_intent.requires_action', waiting, cause);
    return waiting;
  }

  #put(intent: Intent): Intent {
    return this.#state.intents.put(intent.id, intent);
  }

  #outcomeOf(method: Method): CardOutcome {
    return testCard(existing('PaymentMethod', this.#state.cardNumbers, method.id, 'payment_method')).outcome;
  }
}

/** The 402 that an API call gets when the attempt was declined. */
export function declineOf(intent: Intent): ApiError | null {
  const error = intent.last_payment_error;
  if (error === null) return null;
  const { code = 'card_declined', decline_code, message = 'Your card was declined.', charge: chargeId } = error;
  return cardError({
    code,
    message,
    payment_intent: intent,
    ...(decline_code !== undefined && { decline_code }),
    ...(chargeId !== undefined && { charge: chargeId }),
  });
}

const unexpectedState = (message: string) => invalidRequest(message, { code: 'payment_intent_unexpected_state' });
