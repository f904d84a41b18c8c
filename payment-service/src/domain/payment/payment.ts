import { AggregateRoot } from '@souk/kernel/aggregate-root';
import { Money, type MoneyShape } from '@souk/kernel/money';
import { withEntry } from '@souk/kernel/with-entry';
import { CaptureIsUnknown, SessionDoesNotMatchPayment, TransitionIsNotAllowed } from './payment-error.ts';
import type { PaymentEvent } from './payment-event.ts';
import type { Dispute } from './dispute.ts';
import { nextRefundOf, repetitionOf, requestedRefund, settled } from './ledger.ts';
import { attentionOf } from './payment-attention.ts';
import { firstLookAt, nextLookAt } from './payment-schedule.ts';
import { startOf } from './payment-start.ts';
import type { Capture, Decline, PaymentState, Refusal, SessionRequest } from './payment-state.ts';
import { hasEnded, TRANSITIONS, type PaymentStatus, type Transition } from './payment-status.ts';
import type { ProviderSession } from './provider-session.ts';
import { newRefund, type ProviderRefund, type Refund, type RequestedRefund } from './refund.ts';

const DECLINES_KEPT = 20;

export interface RequestedPayment {
  readonly orderId: string;
  readonly email: string;
  readonly total: MoneyShape;
  readonly request: SessionRequest;
  readonly at: Date;
}

export type RefusedPayment = Omit<RequestedPayment, 'request'> & {
  /** The provider's name of the reason, e.g. `amount_too_large`. */
  readonly code: string;
};

/** What a payment has to have done by the provider. Each may be repeated: it takes effect there once. */
export type Step =
  | { readonly type: 'open-session'; readonly request: SessionRequest }
  | { readonly type: 'close-session'; readonly sessionId: string }
  | { readonly type: 'refund'; readonly refund: Refund };

type Paid = Extract<ProviderSession, { status: 'paid' }>;
type Failed = Extract<ProviderSession, { status: 'failed' }>;

/**
 * The money of one order. At most one session of it can be paid at any time; it either succeeds once or expires once, and
 * money that comes beside that goes back. News may come late, twice and in any order: what it says is compared with what is
 * known, and changes nothing when it is not newer.
 */
export class Payment extends AggregateRoot<PaymentEvent> {
  #state: PaymentState;

  private constructor(state: PaymentState) {
    super();
    this.#state = state;
  }

  static request({ at, ...requested }: RequestedPayment): Payment {
    return new Payment(startOf({ ...requested, status: 'requested' }, at));
  }

  /** The order ended before it had asked for a payment: none will be opened. */
  static neverOpened(orderId: string, at: Date): Payment {
    const payment = new Payment(startOf({ orderId, email: null, total: null, request: null, status: 'expired' }, at));
    payment.record({ type: 'PaymentExpired', at });
    return payment;
  }

  /** The provider cannot charge such an order, so it is not asked. */
  static refused({ code, at, ...order }: RefusedPayment): Payment {
    const payment = new Payment(startOf({ ...order, request: null, status: 'refused', refusal: code }, at));
    payment.record({ type: 'PaymentRefused', code, at });
    return payment;
  }

  static rehydrate(state: PaymentState): Payment {
    return new Payment(state);
  }

  get state(): PaymentState {
    return this.#state;
  }

  /** Null while the payment waits for news. */
  get nextStep(): Step | null {
    const { status, session, request } = this.#state;
    // Whether the session to close was ever opened is not known without an answer: asking once more for the same tells.
    const isUnanswered = status === 'requested' || (status === 'closing' && session === null);
    if (isUnanswered && request !== null) return { type: 'open-session', request };
    if (status === 'closing' && session !== null) return { type: 'close-session', sessionId: session.id };
    const refund = nextRefundOf(this.#state);
    return refund === null ? null : { type: 'refund', refund };
  }

  holds(sessionId: string): boolean {
    return this.#state.session?.id === sessionId;
  }

  /** Whether money was taken for this order in such a session, or with such a payment intent. */
  hasTaken(by: Pick<Capture, 'sessionId'> | Pick<Capture, 'paymentIntentId'>): boolean {
    return this.#state.captures.some((capture) =>
      'sessionId' in by ? capture.sessionId === by.sessionId : capture.paymentIntentId === by.paymentIntentId,
    );
  }

  /** The order asks for a session. One of a higher attempt takes the place of the last one, once that can no longer be paid. */
  requestSession(request: SessionRequest, at: Date): void {
    const { status, nextRequest } = this.#state;
    // An order whose payment has ended or is being closed learns of that, and ends or is paid itself.
    const isReplaceable = status === 'requested' || status === 'open' || nextRequest !== null;
    const newest = nextRequest ?? this.#state.request;
    if (!isReplaceable || (newest !== null && request.attempt <= newest.attempt)) return;
    this.#move('close session', at, { nextRequest: request });
  }

  /** Nobody may pay any more. What the shopper has done already is not undone: then its outcome decides. */
  close(at: Date): void {
    const { status, nextRequest } = this.#state;
    const isClosing = status === 'closing' && nextRequest === null;
    if (isClosing || status === 'processing' || hasEnded(status)) return;
    this.#move('close session', at, { nextRequest: null });
  }

  /**
   * How a session of this order stands at the provider.
   * @throws SessionDoesNotMatchPayment when it is another order's, or another amount was paid than the order costs.
   */
  applySession(session: ProviderSession, at: Date): void {
    if (session.orderId !== this.#state.orderId) throw new SessionDoesNotMatchPayment('order', session.id);
    switch (session.status) {
      case 'paid':
        this.#capture(session, at);
        break;
      case 'open':
        if (this.#isCurrent(session)) this.#attach(session, at);
        break;
      case 'processing':
        if (this.#isCurrent(session) && this.#state.status !== 'processing') this.#awaitSettlement(session, at);
        break;
      case 'failed':
        if (this.#isCurrent(session)) this.#endSession(at, { failed: session });
        break;
      case 'expired':
        if (this.#isCurrent(session)) this.#endSession(at);
        break;
    }
  }

  /** The provider will not open the session that was asked for, so there is none. */
  acceptRefusal({ attempt }: SessionRequest, refusal: Refusal, at: Date): void {
    const { status, session, request } = this.#state;
    if (hasEnded(status) || session !== null || request?.attempt !== attempt) return;
    this.#endSession(at, { refusal });
  }

  recordDecline(decline: Omit<Decline, 'at'>, at: Date): void {
    const { status, declines } = this.#state;
    if (hasEnded(status) || declines.some(({ eventId }) => eventId === decline.eventId)) return;
    this.#change({ declines: [...declines, { ...decline, at }].slice(-DECLINES_KEPT) }, at);
    this.record({ type: 'AttemptDeclined', code: decline.code, message: decline.message, at });
  }

  /** @throws NothingWasCaptured */
  requestRefund(wanted: RequestedRefund, at: Date): void {
    const { refunds } = this.#state;
    if (refunds.some(({ refundId }) => refundId === wanted.refundId)) return;
    const refund = requestedRefund(this.#state, wanted, at);
    this.#change({ refunds: [...refunds, refund] }, at);
    if (refund.status === 'failed') this.record({ type: 'RefundFailed', refund, at });
  }

  /**
   * Gives money that came late back once more, after its refund has failed. What pays for an order is the order's to give back.
   * @throws RefundIsUnknown, RefundCannotBeRepeated
   */
  repeatRefund(refundId: string, at: Date): void {
    const repetition = repetitionOf(this.#state, refundId, at);
    if (repetition !== null) this.#change({ refunds: [...this.#state.refunds, repetition] }, at);
  }

  /** @throws RefundIsUnknown */
  settleRefund(news: ProviderRefund, at: Date): void {
    const refund = settled(this.#state, news, at);
    if (refund === null) return;
    const isIt = ({ refundId }: Refund) => refundId === refund.refundId;
    this.#change({ refunds: withEntry(this.#state.refunds, refund, isIt) }, at);
    if (news.status === 'succeeded') this.record({ type: 'RefundSucceeded', refund, at });
    if (news.status === 'failed') this.record({ type: 'RefundFailed', refund, at });
  }

  /**
   * How a dispute about money of this order stands. One that was decided stays decided; the order hears of those about what pays for it.
   * @throws CaptureIsUnknown when the money is not known here, as far as is known yet
   */
  applyDispute(dispute: Dispute, at: Date): void {
    const isIt = ({ disputeId }: Dispute) => disputeId === dispute.disputeId;
    const { captures, disputes, paymentIntentId } = this.#state;
    if (captures.every((capture) => capture.paymentIntentId !== dispute.paymentIntentId)) {
      throw new CaptureIsUnknown(dispute.paymentIntentId);
    }
    const known = disputes.find(isIt);
    if (known !== undefined && (known.status !== 'open' || dispute.status === 'open')) return;
    this.#change({ disputes: withEntry(disputes, dispute, isIt) }, at);
    if (dispute.paymentIntentId !== paymentIntentId) return;
    if (known === undefined) this.record({ type: 'DisputeOpened', dispute, at });
    if (dispute.status !== 'open') this.record({ type: 'DisputeClosed', dispute, outcome: dispute.status, at });
  }

  /** Somebody looks at the payment now; the next look is later. */
  postpone(at: Date): void {
    const { nextActionAt } = this.#state;
    if (nextActionAt === null || nextActionAt > at) return;
    const attention = attentionOf(this.#state, at);
    this.#state = { ...this.#state, attention, nextActionAt: nextLookAt(this.#state, at) };
  }

  /** The provider may tell of a session before its own answer to the request for it is stored here. */
  #isCurrent({ id, attempt }: ProviderSession): boolean {
    const { status, session, request } = this.#state;
    return !hasEnded(status) && (session === null ? request?.attempt === attempt : session.id === id);
  }

  #attach(opened: Extract<ProviderSession, { status: 'open' }>, at: Date): void {
    if (this.#state.session !== null) return;
    if (this.#state.status === 'closing') {
      this.#move('find session', at, { session: sessionOf(opened) });
      return;
    }
    this.#move('open session', at, { session: sessionOf(opened) });
    const { id: sessionId, attempt, url, expiresAt } = opened;
    this.record({ type: 'SessionOpened', attempt, sessionId, url, expiresAt, at });
  }

  #awaitSettlement(session: ProviderSession, at: Date): void {
    this.#move('await settlement', at, { session: sessionOf(session), nextRequest: null });
    this.record({ type: 'SettlementAwaited', sessionId: session.id, at });
  }

  #capture(session: Paid, at: Date): void {
    const { total, captures, refunds } = this.#state;
    const { paymentIntentId, amount } = session.captured;
    if (captures.some((capture) => capture.paymentIntentId === paymentIntentId)) return;
    if (total === null || !Money.from(total).equals(amount)) {
      throw new SessionDoesNotMatchPayment('amount', session.id, { paid: amount, total });
    }
    const taken = { captures: [...captures, { paymentIntentId, amount, sessionId: session.id, at }] };
    if (this.#isCurrent(session)) {
      this.#move('succeed', at, { ...taken, session: sessionOf(session), paymentIntentId, nextRequest: null });
      this.record({ type: 'PaymentSucceeded', sessionId: session.id, paymentIntentId, amount, at });
      return;
    }
    const late = newRefund(
      { refundId: `late:${paymentIntentId}`, paymentIntentId, amount, reason: 'late-payment' },
      at,
    );
    this.#change({ ...taken, refunds: [...refunds, late] }, at);
  }

  /** Its session can no longer be paid: another one may be opened, or there is none for good. */
  #endSession(at: Date, why: { readonly refusal?: Refusal; readonly failed?: Failed } = {}): void {
    const { status, nextRequest } = this.#state;
    const { refusal, failed } = why;
    if (status === 'closing' && nextRequest !== null) {
      this.#move('request next session', at, { request: nextRequest, nextRequest: null, session: null });
    } else if (failed !== undefined) {
      this.#move('fail', at, { nextRequest: null, session: sessionOf(failed) });
      this.record({ type: 'PaymentFailed', sessionId: failed.id, code: failed.code, at });
    } else if (refusal !== undefined && refusal.isLate !== true && status === 'requested') {
      this.#move('refuse', at, { refusal: refusal.reason });
      this.record({ type: 'PaymentRefused', code: refusal.code, at });
    } else {
      this.#move('expire', at, { nextRequest: null, refusal: refusal?.reason ?? null });
      this.record({ type: 'PaymentExpired', at });
    }
  }

  #move(transition: Transition, at: Date, change: Partial<PaymentState>): void {
    const { from, to }: { from: readonly PaymentStatus[]; to: PaymentStatus } = TRANSITIONS[transition];
    if (!from.includes(this.#state.status)) throw new TransitionIsNotAllowed(transition, this.#state.status);
    this.#change({ ...change, status: to }, at);
  }

  #change(change: Partial<PaymentState>, at: Date): void {
    const state = { ...this.#state, ...change, updatedAt: at };
    this.#state = { ...state, attention: attentionOf(state, at), nextActionAt: firstLookAt(state, at) };
  }
}

const sessionOf = ({ id, attempt, expiresAt }: ProviderSession) => ({ id, attempt, expiresAt });
