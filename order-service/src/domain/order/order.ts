import { AggregateRoot } from '@souk/kernel/aggregate-root';
import { Money, type MoneyShape } from '@souk/kernel/money';
import { attentionOf } from './order-attention.ts';
import { after, DEADLINES, GUEST_HOLD } from './order-deadlines.ts';
import { withClosed, withOpened, type OpenedDispute } from './order-dispute.ts';
import {
  CartIsBeingPaid,
  OrderIsAlreadyPaid,
  OrderIsBeingCancelled,
  OrderIsBeingPaid,
  OrderIsDisputed,
  OrderIsOnItsWay,
  PaidAmountDiffersFromTotal,
  TransitionIsNotAllowed,
  type CartChange,
} from './order-error.ts';
import type { CancellationReason, CancellationRequest, OrderEvent, UnpaidReason } from './order-event.ts';
import { totalOf, type OrderLine, type Shortage } from './order-line.ts';
import { grantable, isAllBack, isDisputed, isOnItsWay, restOf, withBooks } from './order-money.ts';
import { newRefund, withSettled, type GrantedRefund, type OrderRefund, type SettledRefund } from './order-refund.ts';
import { startOf, type Placement } from './order-start.ts';
import type { OrderState, PaymentSession } from './order-state.ts';
import { isTerminal, TRANSITIONS, type OrderStatus, type Transition } from './order-status.ts';
import { isPayable } from './order-total.ts';
import type { Viewer } from './viewer.ts';

/**
 * A purchase, from the shopper's wish to its end. Answers of other services may come after the order has ended; those change
 * nothing here, because who sent them is told of the end and undoes its part.
 */
export class Order extends AggregateRoot<OrderEvent> {
  #state: OrderState;

  private constructor(state: OrderState) {
    super();
    this.#state = state;
  }

  static place(placement: Placement): Order {
    const order = new Order(startOf(placement));
    order.record({ type: 'OrderCreated', at: placement.at });
    return order;
  }

  static rehydrate(state: OrderState): Order {
    return new Order(state);
  }

  get state(): OrderState {
    return this.#state;
  }

  isVisibleTo({ userId, isAdmin, hasLink }: Viewer): boolean {
    const { customerId } = this.#state;
    return isAdmin || hasLink || (customerId !== null && customerId === userId);
  }

  /**
   * The catalog holds every line: the order is priced, unless it has ended or the shopper expected another total. One that costs
   * nothing is confirmed: there is nothing to wait for.
   */
  priceFrom(lines: readonly OrderLine[], at: Date): void {
    if (this.#hasEnded()) return;
    const total = totalOf(lines, this.#state.shipping.price).toJSON();
    if (!Money.from(total).equals(this.#state.expectedTotal)) {
      this.#cancel('cancel unpriced', 'price-changed', at, { lines, total });
    } else if (!isPayable(total)) {
      this.#cancel('cancel unpriced', 'payment-refused', at, { lines, total });
    } else if (total.amount === 0) {
      this.#move('confirm without payment', at, { lines, total, paymentStatus: 'not-needed', deadlineAt: null });
      this.record({ type: 'OrderConfirmed', at });
    } else {
      this.#move('await payment', at, { lines, total, attempt: 1, deadlineAt: after(at, DEADLINES.session) });
      this.record({ type: 'PaymentAwaited', at });
    }
  }

  rejectForStock(shortages: readonly Shortage[], at: Date): void {
    if (this.#hasEnded()) return;
    this.#cancel('cancel unpriced', 'out-of-stock', at, { shortages });
  }

  attachSession(session: PaymentSession, at: Date): void {
    if (this.#hasEnded() || this.#state.paymentStatus !== 'unpaid') return;
    const deadlineAt =
      this.#state.cancellationRequested === null ? after(session.expiresAt, DEADLINES.expiry) : this.#state.deadlineAt;
    this.#move('attach session', at, { session, deadlineAt });
    this.record({ type: 'SessionAttached', at });
  }

  /** The shopper wants to pay again; a new session is asked for only when the last one can no longer be used. */
  reopenPayment(at: Date): void {
    const { session, attempt, cancellationRequested, paymentStatus, paid } = this.#state;
    // What a slow method is still bringing is as good as paid: a second session would take the money twice.
    if (paid !== null || paymentStatus !== 'unpaid') throw new OrderIsAlreadyPaid();
    if (cancellationRequested !== null) throw new OrderIsBeingCancelled();
    const isPending = session === null || session.attempt < attempt;
    if (this.#state.status === 'awaiting-payment' && (isPending || session.expiresAt > at)) return;
    this.#move('ask for another session', at, { attempt: attempt + 1, deadlineAt: after(at, DEADLINES.session) });
    this.record({ type: 'PaymentAwaited', at });
  }

  /** The shopper has paid by a method whose money arrives later; the stock stays held meanwhile. */
  awaitSettlement(at: Date): void {
    if (this.#hasEnded() || this.#state.paid !== null) return;
    this.#move('await settlement', at, {
      paymentStatus: 'processing',
      deadlineAt: after(at, DEADLINES.settlement),
    });
    this.record({ type: 'SettlementAwaited', at });
  }

  /** The money is there: the order is confirmed, or given back when it came while the order was being cancelled. */
  confirmPayment(amount: MoneyShape, at: Date): void {
    const { total, cancellationRequested, paid, status } = this.#state;
    if (paid !== null) throw new TransitionIsNotAllowed('take the money', status);
    if (total === null || !Money.from(amount).equals(total)) throw new PaidAmountDiffersFromTotal(amount, total);
    if (cancellationRequested === null) {
      this.#move('confirm', at, { paid: amount, deadlineAt: null });
      this.record({ type: 'OrderConfirmed', at });
    } else {
      this.#move('take the money', at, { paid: amount });
      this.#giveBackTheRest(at);
    }
  }

  /** Nobody can pay the order any more, and nobody has. `failure` is what the provider or the bank said, if anything. */
  endUnpaid(because: UnpaidReason, failure: string | null, at: Date): void {
    if (this.#hasEnded() || this.#state.paid !== null) return;
    const reason = reasonOf(this.#state.cancellationRequested, because);
    this.#cancel('cancel', reason, at, { paymentStatus: 'unpaid', paymentFailure: failure });
  }

  /**
   * Another order of the same cart is to take its place.
   * @throws CartIsBeingPaid
   */
  makeWay(changed: readonly CartChange[], at: Date): void {
    const { id, status, paymentStatus, paid, cancellationRequested } = this.#state;
    if (this.#hasEnded() || cancellationRequested !== null) return;
    if (status === 'confirmed' || paid !== null || paymentStatus === 'processing') {
      throw new CartIsBeingPaid(id, 'paid', changed);
    }
    this.cancel('customer', at);
  }

  /** Others want what it holds: a guest who has had time to pay has no more of it. */
  shortenWait(at: Date): void {
    const { status, unpaidFrom, cancellationRequested, placedAt, deadlineAt } = this.#state;
    if (status !== 'awaiting-payment' || unpaidFrom === null || cancellationRequested !== null) return;
    if (after(placedAt, GUEST_HOLD) > at || deadlineAt === null || deadlineAt <= at) return;
    this.#move('shorten wait', at, { deadlineAt: at });
  }

  /**
   * The shopper, or the shop, changed their mind. Before there is a session the order ends at once; then the session is closed
   * first; once it is paid, the money goes back first. Said again by the shop, it gives back again what could not be given back.
   */
  cancel(by: 'customer' | 'shop', at: Date): void {
    const { status, paymentStatus, paid, fulfilmentStatus, cancellationRequested } = this.#state;
    if (status === 'cancelled') {
      if (by === 'shop' && paymentStatus === 'refund-owed') this.#giveBackTheRest(at);
    } else if (status === 'pending') {
      this.#cancel('cancel unpriced', by, at);
    } else if (paymentStatus === 'not-needed') {
      if (fulfilmentStatus !== 'unfulfilled') throw new OrderIsOnItsWay();
      this.#cancel('cancel', by, at);
    } else if (paid !== null) {
      if (fulfilmentStatus !== 'unfulfilled') throw new OrderIsOnItsWay();
      if (isDisputed(this.#state)) throw new OrderIsDisputed();
      if (cancellationRequested === null) this.#move('request cancellation', at, { cancellationRequested: by });
      this.#giveBackTheRest(at);
    } else if (paymentStatus === 'processing') {
      throw new OrderIsBeingPaid();
    } else if (cancellationRequested !== 'customer' && cancellationRequested !== by) {
      this.#requestCancellation(by, at);
    }
  }

  /**
   * An admin gives money back: this much, or all that is left. The same refund is asked for once.
   * @throws OrderIsNotPaid, OrderIsDisputed, RefundIsTooLarge, RefundIsNotPayable
   */
  grantRefund({ refundId, amount, note }: GrantedRefund, at: Date): void {
    if (this.#state.refunds.some((refund) => refund.refundId === refundId)) return;
    const granted = grantable(this.#state, amount);
    this.#moveMoney({}, at, newRefund({ refundId, amount: granted, reason: 'granted', note }, at));
  }

  /** How a refund ended. One that succeeded may still fail: the shopper's bank can send it back. */
  settleRefund(news: SettledRefund, at: Date): void {
    const refunds = withSettled(this.#state.refunds, news, at);
    if (refunds !== null) this.#moveMoney({ refunds }, at);
  }

  /** The shopper's bank takes the money back until it is decided whose it is. */
  openDispute(opened: OpenedDispute, at: Date): void {
    const disputes = withOpened(this.#state.disputes, opened, at);
    if (disputes !== null) this.#moveMoney({ disputes }, at);
  }

  closeDispute(disputeId: string, outcome: 'won' | 'lost', at: Date): void {
    const disputes = withClosed(this.#state.disputes, { disputeId, outcome }, at);
    if (disputes === null) return;
    // What was to go back meanwhile may have been refused.
    const isStillWanted = this.#state.cancellationRequested !== null && !this.#hasEnded() && !isDisputed({ disputes });
    this.#moveMoney({ disputes }, at, isStillWanted ? restOf({ ...this.#state, disputes }, at) : null);
  }

  /** Nothing happened for too long: what was asked for is asked again, or the order is given up. */
  passDeadline(at: Date): void {
    const { status, paymentStatus, deadlineAt, paid, cancellationRequested, refunds } = this.#state;
    if (deadlineAt === null || deadlineAt > at) return;
    if (status === 'pending') {
      this.#cancel('cancel unpriced', 'no-answer', at);
    } else if (paymentStatus === 'processing') {
      this.#move('note delay', at, { deadlineAt: null });
    } else if (paid !== null) {
      this.#moveMoney({}, at);
      for (const refund of refunds.filter((refund) => refund.status === 'requested')) {
        this.record({ type: 'RefundRequested', refund, at });
      }
    } else {
      this.#requestCancellation(cancellationRequested ?? 'deadline', at);
    }
  }

  #requestCancellation(reason: CancellationRequest, at: Date): void {
    this.#move('request cancellation', at, {
      cancellationRequested: reason,
      deadlineAt: after(at, DEADLINES.cancellation),
    });
    this.record({ type: 'CancellationRequested', reason, at });
  }

  /** With nothing left to give back, and nothing on its way, the order ends. */
  #giveBackTheRest(at: Date): void {
    const rest = restOf(this.#state, at);
    const { paid, refunds, disputes } = this.#state;
    if (rest !== null || (paid !== null && isAllBack({ paid, refunds, disputes }))) this.#moveMoney({}, at, rest);
  }

  /**
   * Brings everything that follows from its money up to date. An order that is being cancelled ends when all of it is back, and also when
   * the rest could not be given back: that is owed then, and somebody has to look.
   */
  #moveMoney(
    change: Partial<Pick<OrderState, 'refunds' | 'disputes'>>,
    at: Date,
    requested: OrderRefund | null = null,
  ): void {
    const { cancellationRequested, status } = this.#state;
    const { paid, refunds: known, disputes } = { ...this.#state, ...change };
    const refunds = requested === null ? known : [...known, requested];
    const isWaiting = isOnItsWay({ refunds }) && !isDisputed({ disputes });
    // What is not paid yet waits for other news.
    const otherwise = paid === null ? this.#state.deadlineAt : null;
    const deadlineAt = isWaiting ? after(at, DEADLINES.refund) : otherwise;
    this.#move('move money', at, { refunds, disputes, deadlineAt });
    if (requested !== null) this.record({ type: 'RefundRequested', refund: requested, at });
    const isOver = paid !== null && !isDisputed({ disputes }) && (!isWaiting || isAllBack({ paid, refunds, disputes }));
    if (isOver && cancellationRequested !== null && !isTerminal(status)) {
      this.#cancel('cancel', reasonOf(cancellationRequested, 'payment-expired'), at);
    }
  }

  #cancel(transition: Transition, reason: CancellationReason, at: Date, also: Partial<OrderState> = {}): void {
    this.#move(transition, at, { ...also, cancelledBecause: reason, deadlineAt: null });
    this.record({ type: 'OrderCancelled', reason, at });
  }

  #move(transition: Transition, at: Date, change: Partial<OrderState>): void {
    const { from, to }: { from: readonly OrderStatus[]; to: OrderStatus | 'same' } = TRANSITIONS[transition];
    const before = this.#state;
    if (!from.includes(before.status)) throw new TransitionIsNotAllowed(transition, before.status);
    const revision = before.revision + 1;
    const status = to === 'same' ? before.status : to;
    const after = withBooks({ ...before, ...change, status, revision, updatedAt: at });
    const isUnpaid = !isTerminal(status) && after.paymentStatus === 'unpaid';
    this.#state = { ...after, attention: attentionOf(after, at), unpaidFrom: isUnpaid ? after.unpaidFrom : null };
  }

  #hasEnded(): boolean {
    return isTerminal(this.#state.status);
  }
}

const reasonOf = (request: CancellationRequest | null, otherwise: UnpaidReason): CancellationReason =>
  request === 'customer' || request === 'shop' ? request : otherwise;
