import { AggregateRoot } from '@souk/kernel/aggregate-root';
import { Money, type MoneyShape } from '@souk/kernel/money';
import { after, DEADLINES } from './order-deadlines.ts';
import {
  OrderIsAlreadyPaid,
  OrderIsBeingCancelled,
  OrderNeedsAtLeastOneLine,
  PaidAmountDiffersFromTotal,
  TransitionIsNotAllowed,
} from './order-error.ts';
import type { CancellationReason, OrderEvent } from './order-event.ts';
import { totalOf, type OrderLine, type RequestedLine, type Shortage } from './order-line.ts';
import type { OrderState, PaymentSession } from './order-state.ts';
import { isTerminal, TRANSITIONS, type OrderStatus, type Transition } from './order-status.ts';
import type { Viewer } from './viewer.ts';

export type Placement = Pick<
  OrderState,
  'id' | 'cartId' | 'customerId' | 'email' | 'shippingAddress' | 'shipping' | 'expectedTotal' | 'fingerprint'
> & { readonly requested: readonly RequestedLine[]; readonly at: Date };

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

  static place({ at, ...placement }: Placement): Order {
    if (placement.requested.length === 0) throw new OrderNeedsAtLeastOneLine();
    const order = new Order({
      ...placement,
      lines: [],
      total: null,
      shortages: [],
      status: 'pending',
      paymentStatus: 'unpaid',
      fulfilmentStatus: 'unfulfilled',
      attempt: 0,
      session: null,
      cancellationRequested: null,
      cancelledBecause: null,
      paid: null,
      refunded: null,
      revision: 1,
      placedAt: at,
      updatedAt: at,
      deadlineAt: after(at, DEADLINES.stock),
    });
    order.record({ type: 'OrderCreated', at });
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

  /** The catalog holds every line: the order is priced, unless it has ended or the shopper expected another total. */
  priceFrom(lines: readonly OrderLine[], at: Date): void {
    if (this.#hasEnded()) return;
    const total = totalOf(lines, this.#state.shipping.price);
    if (!total.equals(this.#state.expectedTotal)) {
      this.#cancel('cancel unpriced', 'price-changed', at, { lines, total: total.toJSON() });
      return;
    }
    this.#move('await payment', at, {
      lines,
      total: total.toJSON(),
      attempt: 1,
      deadlineAt: after(at, DEADLINES.session),
    });
    this.record({ type: 'PaymentAwaited', at });
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
    const { session, attempt, cancellationRequested, paymentStatus } = this.#state;
    // What a slow method is still bringing is as good as paid: a second session would take the money twice.
    if (paymentStatus === 'paid' || paymentStatus === 'processing') throw new OrderIsAlreadyPaid();
    if (cancellationRequested !== null) throw new OrderIsBeingCancelled();
    const isPending = session === null || session.attempt < attempt;
    if (this.#state.status === 'awaiting-payment' && (isPending || session.expiresAt > at)) return;
    this.#move('ask for another session', at, { attempt: attempt + 1, deadlineAt: after(at, DEADLINES.session) });
    this.record({ type: 'PaymentAwaited', at });
  }

  /** The shopper has paid by a method whose money arrives later; the stock stays held meanwhile. */
  awaitSettlement(at: Date): void {
    if (this.#hasEnded()) return;
    this.#move('await settlement', at, { paymentStatus: 'processing', deadlineAt: null });
    this.record({ type: 'SettlementAwaited', at });
  }

  /** The money is there: the order is confirmed, or given back when it came while the order was being cancelled. */
  confirmPayment(amount: MoneyShape, at: Date): void {
    const { total, cancellationRequested, id } = this.#state;
    if (total === null || !Money.from(amount).equals(total)) throw new PaidAmountDiffersFromTotal(amount, total);
    if (cancellationRequested !== null) {
      this.#move('request refund', at, {
        paymentStatus: 'paid',
        paid: amount,
        deadlineAt: after(at, DEADLINES.cancellation),
      });
      this.record({ type: 'RefundRequested', refundId: refundIdOf(id), amount, at });
      return;
    }
    this.#move('confirm', at, { paymentStatus: 'paid', paid: amount, deadlineAt: null });
    this.record({ type: 'OrderConfirmed', at });
  }

  /** Nobody can pay the order any more, and nobody has. */
  expire(at: Date): void {
    if (this.#hasEnded()) return;
    this.#cancel('cancel', this.#state.cancellationRequested === 'customer' ? 'customer' : 'payment-expired', at);
  }

  /** What was paid for a cancelled order is back with the shopper. */
  completeRefund(refundId: string, amount: MoneyShape, at: Date): void {
    if (this.#hasEnded() || refundId !== refundIdOf(this.#state.id)) return;
    const reason = this.#state.cancellationRequested === 'customer' ? 'customer' : 'payment-expired';
    this.#cancel('cancel', reason, at, { paymentStatus: 'refunded', refunded: amount });
  }

  /** The shopper changed their mind. Before there is a session the order ends at once; then the session is closed first. */
  cancel(at: Date): void {
    const { status, paymentStatus, cancellationRequested } = this.#state;
    if (status === 'cancelled' || cancellationRequested === 'customer') return;
    if (status === 'pending') {
      this.#cancel('cancel unpriced', 'customer', at);
      return;
    }
    if (paymentStatus !== 'unpaid') throw new OrderIsAlreadyPaid();
    this.#requestCancellation('customer', at);
  }

  /** Nothing happened for too long: what was asked for is asked again, or the order is given up. */
  passDeadline(at: Date): void {
    const { status, deadlineAt, paid, cancellationRequested, id } = this.#state;
    if (deadlineAt === null || deadlineAt > at) return;
    if (status === 'pending') {
      this.#cancel('cancel unpriced', 'no-answer', at);
    } else if (paid !== null) {
      this.#move('request refund', at, { deadlineAt: after(at, DEADLINES.cancellation) });
      this.record({ type: 'RefundRequested', refundId: refundIdOf(id), amount: paid, at });
    } else {
      this.#requestCancellation(cancellationRequested ?? 'deadline', at);
    }
  }

  #requestCancellation(reason: 'customer' | 'deadline', at: Date): void {
    this.#move('request cancellation', at, {
      cancellationRequested: reason,
      deadlineAt: after(at, DEADLINES.cancellation),
    });
    this.record({ type: 'CancellationRequested', reason, at });
  }

  #cancel(transition: Transition, reason: CancellationReason, at: Date, also: Partial<OrderState> = {}): void {
    this.#move(transition, at, { ...also, cancelledBecause: reason, deadlineAt: null });
    this.record({ type: 'OrderCancelled', reason, at });
  }

  #move(transition: Transition, at: Date, change: Partial<OrderState>): void {
    const { from, to }: { from: readonly OrderStatus[]; to: OrderStatus } = TRANSITIONS[transition];
    if (!from.includes(this.#state.status)) throw new TransitionIsNotAllowed(transition, this.#state.status);
    const revision = this.#state.revision + 1;
    this.#state = { ...this.#state, ...change, status: to, revision, updatedAt: at };
  }

  #hasEnded(): boolean {
    return isTerminal(this.#state.status);
  }
}

/** One order is given back whole at most once, so its refund has one id. */
const refundIdOf = (orderId: string): string => `${orderId}:cancelled`;
