import type Stripe from 'stripe';
import { existing, invalidRequest } from './api-error.ts';
import { aftermathOf } from './card-aftermath.ts';
import type { EventLog } from './event-log.ts';
import { formatMoney } from './money.ts';
import { NO_REQUEST, type Cause } from './objects/event.ts';
import { idOf } from './objects/identity.ts';
import { refund } from './objects/refund.ts';
import type { Params } from './params.ts';
import { Settlements } from './settlements.ts';
import type { StripeState } from './stripe-state.ts';

const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'] as const;

/** Gives money back, never more than was taken. With some test cards a refund settles later: it succeeds or fails then. */
export class Refunds {
  readonly #state: StripeState;
  readonly #events: EventLog;
  readonly #settleAfterMs: number;
  readonly #unsettled: Settlements;

  constructor(state: StripeState, events: EventLog, settleAfterMs: number) {
    this.#state = state;
    this.#events = events;
    this.#settleAfterMs = settleAfterMs;
    this.#unsettled = new Settlements(state.refundsDue, (id) => {
      if (this.#isUnsettled(this.refund(id))) this.settle(id, NO_REQUEST);
    });
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

    this.#refuseDisputed(charge);
    const pends = aftermathOf(this.#state, charge) === 'refund-pends';
    const made = refund(charge, {
      amount: refundable(charge, requested),
      metadata,
      reason,
      ...(pends && { status: 'pending', pending_reason: 'processing' }),
    });
    this.#state.refunds.put(made.id, made);
    const [before, after] = this.#addRefunded(charge, made.amount);
    if (this.#isUnsettled(made)) this.#unsettled.schedule(made.id, this.#settleAfterMs);
    this.#events.emit('refund.created', made, cause);
    this.#events.emit('charge.refunded', after, cause, before);
    if (made.status === 'succeeded') this.#events.emit('refund.updated', made, cause, {});
    return made;
  }

  /** Ends a refund that is pending, or lets one fail that its test card lets fail. @throws ApiError 400 when it is settled. */
  settle(id: string, cause: Cause): Stripe.Refund {
    const before = this.refund(id);
    if (!this.#isUnsettled(before)) {
      throw invalidRequest(`This refund is settled: its status is ${String(before.status)}.`);
    }
    const settled = before.status === 'pending' ? this.#succeed(before, cause) : this.#fail(before, cause);
    this.#unsettled.cancel(id);
    return settled;
  }

  close(): void {
    this.#unsettled.close();
  }

  #succeed({ pending_reason, ...before }: Stripe.Refund, cause: Cause): Stripe.Refund {
    const done = this.#state.refunds.put(before.id, { ...before, status: 'succeeded' });
    this.#events.emit('refund.updated', done, cause, { status: before.status, pending_reason });
    return done;
  }

  #fail(before: Stripe.Refund, cause: Cause): Stripe.Refund {
    const failed = this.#state.refunds.put(before.id, {
      ...before,
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
    });
    this.#addRefunded(this.#charge(idOf(before.charge ?? ''), null), -before.amount);
    this.#events.emit('refund.updated', failed, cause, { status: before.status });
    this.#events.emit('refund.failed', failed, cause);
    return failed;
  }

  updateMetadata(id: string, body: Params, cause: Cause): Stripe.Refund {
    const before = this.refund(id);
    const metadata = { ...before.metadata, ...body.metadata() };
    body.rejectUnknown();
    const updated = this.#state.refunds.put(id, { ...before, metadata });
    this.#events.emit('refund.updated', updated, cause, { metadata: before.metadata });
    return updated;
  }

  #isUnsettled(made: Stripe.Refund): boolean {
    const fails = aftermathOf(this.#state, made) === 'refund-fails';
    return made.status === 'pending' || (made.status === 'succeeded' && fails);
  }

  /** @returns the fields that change as they were, and the charge as it is then. */
  #addRefunded(charge: Stripe.Charge, amount: number): [before: Partial<Stripe.Charge>, after: Stripe.Charge] {
    const amountRefunded = charge.amount_refunded + amount;
    const refunded = amountRefunded === charge.amount;
    const after = { ...charge, amount_refunded: amountRefunded, refunded };
    const { amount_refunded } = charge;
    return [{ amount_refunded, ...(refunded && { refunded: false }) }, this.#state.charges.put(charge.id, after)];
  }

  #refuseDisputed({ id }: Stripe.Charge): void {
    const open = this.#state.disputes
      .values()
      .some(({ charge, ...dispute }) => charge === id && !dispute.is_charge_refundable);
    if (!open) return;
    throw invalidRequest(`Charge ${id} has been charged back; cannot issue a refund.`, { code: 'charge_disputed' });
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
