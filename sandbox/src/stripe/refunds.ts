import type Stripe from 'stripe';
import { existing, invalidRequest } from './api-error.ts';
import type { EventLog } from './event-log.ts';
import { formatMoney } from './money.ts';
import type { Cause } from './objects/event.ts';
import { idOf } from './objects/identity.ts';
import { refund } from './objects/refund.ts';
import type { Params } from './params.ts';
import type { StripeState } from './stripe-state.ts';

const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'] as const;

/** Gives money back, never more than was taken. */
export class Refunds {
  readonly #state: StripeState;
  readonly #events: EventLog;

  constructor(state: StripeState, events: EventLog) {
    this.#state = state;
    this.#events = events;
  }

  refund(id: string): Stripe.Refund {
    return existing('refund', this.#state.refunds, id);
  }

  /** Refunds `amount`, or whatever is left when it is absent. */
  create(body: Params, cause: Cause): Stripe.Refund {
    const requested = body.integer('amount', { min: 1 });
    const reason = body.oneOf('reason', REASONS);
    const metadata = body.metadata();
    const charge = this.#charge(body.string('charge'), body.string('payment_intent'));
    body.rejectUnknown();

    const made = refund(charge, { amount: refundable(charge, requested), metadata, reason });
    const amountRefunded = charge.amount_refunded + made.amount;
    const refunded = amountRefunded === charge.amount;
    this.#state.refunds.put(made.id, made);
    const after = this.#state.charges.put(charge.id, { ...charge, amount_refunded: amountRefunded, refunded });
    const previous = { amount_refunded: charge.amount_refunded, ...(refunded && { refunded: false }) };
    this.#events.emit('refund.created', made, cause);
    this.#events.emit('charge.refunded', after, cause, previous);
    this.#events.emit('refund.updated', made, cause, {});
    return made;
  }

  updateMetadata(id: string, body: Params, cause: Cause): Stripe.Refund {
    const before = this.refund(id);
    const metadata = { ...before.metadata, ...body.metadata() };
    body.rejectUnknown();
    const updated = this.#state.refunds.put(id, { ...before, metadata });
    this.#events.emit('refund.updated', updated, cause, { metadata: before.metadata });
    return updated;
  }

  #charge(chargeId: string | null, intentId: string | null): Stripe.Charge {
    if (chargeId !== null) {
      const charge = existing('charge', this.#state.charges, chargeId, 'charge');
      if (charge.status === 'succeeded') return charge;
      throw invalidRequest(`Charge ${charge.id} has failed and cannot be refunded.`, { param: 'charge' });
    }
    if (intentId === null) {
      throw invalidRequest(
        'One of the following params should be provided for this request: payment_intent or charge.',
      );
    }
    const intent = existing('payment_intent', this.#state.intents, intentId, 'payment_intent');
    const charge = intent.latest_charge && this.#state.charges.get(idOf(intent.latest_charge));
    if (charge && charge.status === 'succeeded') return charge;
    throw invalidRequest(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, {
      param: 'payment_intent',
    });
  }
}

/** The messages are Stripe's own; it gives the second one no code. */
function refundable(charge: Stripe.Charge, requested: number | null): number {
  const left = charge.amount - charge.amount_refunded;
  if (left === 0) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
  }
  const amount = requested ?? left;
  if (amount <= left) return amount;
  const [asked, rest] = [formatMoney(amount, charge.currency), formatMoney(left, charge.currency)];
  const limit = charge.amount_refunded === 0 ? `charge amount (${rest})` : `unrefunded amount on charge (${rest})`;
  throw invalidRequest(`Refund amount (${asked}) is greater than ${limit}`, { param: 'amount' });
}
