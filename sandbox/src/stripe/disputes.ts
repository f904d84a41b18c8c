import type Stripe from 'stripe';
import { existing, invalidRequest } from './api-error.ts';
import { aftermathOf } from './card-aftermath.ts';
import type { EventLog } from './event-log.ts';
import { disputeAdjustment } from './objects/balance-transaction.ts';
import { dispute, inquiry } from './objects/dispute.ts';
import { NO_REQUEST, type Cause } from './objects/event.ts';
import { idOf } from './objects/identity.ts';
import type { Params } from './params.ts';
import { Settlements } from './settlements.ts';
import type { StripeState } from './stripe-state.ts';

/** Payments that the cardholder disowns: opened right after the payment, closed as won or lost when told to. */
export class Disputes {
  readonly #state: StripeState;
  readonly #events: EventLog;
  readonly #toOpen: Settlements;

  constructor(state: StripeState, events: EventLog) {
    this.#state = state;
    this.#events = events;
    this.#toOpen = new Settlements(state.disputesDue, (chargeId) => this.#open(chargeId));
  }

  dispute(id: string): Stripe.Dispute {
    return existing('dispute', this.#state.disputes, id);
  }

  /** Opens a dispute once everything that belongs to the payment has happened. */
  openSoon(chargeId: string): void {
    this.#toOpen.schedule(chargeId, 0);
  }

  /** @throws ApiError 400 when it is closed already. */
  close(id: string, status: 'won' | 'lost', cause: Cause): Stripe.Dispute {
    const before = this.dispute(id);
    if (before.status === 'warning_needs_response') return this.#closeInquiry(before, cause);
    if (before.status !== 'needs_response') {
      throw invalidRequest(`This dispute is already closed: its status is ${before.status}.`);
    }
    const closed = this.#state.disputes.put(id, status === 'lost' ? { ...before, status } : won(before));
    if (status === 'won') this.#events.emit('charge.dispute.funds_reinstated', closed, cause);
    this.#events.emit('charge.dispute.closed', closed, cause, { status: before.status });
    return closed;
  }

  /** Takes evidence; the words that test mode listens to decide (https://docs.stripe.com/testing#evidence). */
  update(id: string, body: Params, cause: Cause): Stripe.Dispute {
    const before = this.dispute(id);
    const evidence = body.object('evidence');
    const words = evidence?.string('uncategorized_text', { max: 20_000 }) ?? null;
    const submit = body.boolean('submit') ?? words !== null;
    const metadata = { ...before.metadata, ...body.metadata() };
    body.rejectUnknown();
    const updated = this.#state.disputes.put(id, {
      ...before,
      metadata,
      evidence: { ...before.evidence, ...(words !== null && { uncategorized_text: words }) },
    });
    this.#events.emit('charge.dispute.updated', updated, cause, {
      evidence: before.evidence,
      metadata: before.metadata,
    });
    const decision = submit && (words === 'winning_evidence' ? 'won' : words === 'losing_evidence' ? 'lost' : null);
    return decision ? this.close(id, decision, cause) : updated;
  }

  #closeInquiry(before: Stripe.Dispute, cause: Cause): Stripe.Dispute {
    const closed = this.#state.disputes.put(before.id, { ...before, status: 'warning_closed' });
    this.#events.emit('charge.dispute.closed', closed, cause, { status: before.status });
    return closed;
  }

  stop(): void {
    this.#toOpen.close();
  }

  #open(chargeId: string): void {
    const charge = existing('charge', this.#state.charges, chargeId);
    if (charge.disputed) return;
    const isInquiry = aftermathOf(this.#state, charge) === 'inquiry';
    const opened = isInquiry ? inquiry(charge) : dispute(charge);
    this.#state.disputes.put(opened.id, opened);
    this.#state.charges.put(chargeId, { ...charge, disputed: true });
    this.#events.emit('charge.dispute.created', opened, NO_REQUEST);
    if (!isInquiry) this.#events.emit('charge.dispute.funds_withdrawn', opened, NO_REQUEST);
  }
}

/** The money is back, the fee is not. */
function won(before: Stripe.Dispute): Stripe.Dispute {
  const { id, amount, currency, charge, balance_transactions: earlier } = before;
  const description = `Chargeback reversal for ${idOf(charge)}`;
  const reinstated = disputeAdjustment({ amount, currency, description, fee: 0, source: id });
  return { ...before, status: 'won', is_charge_refundable: true, balance_transactions: [...earlier, reinstated] };
}
