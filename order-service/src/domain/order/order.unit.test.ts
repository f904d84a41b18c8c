import { describe, expect, it } from 'vitest';
import {
  aFreePendingOrder,
  anOrderAwaitingPayment,
  anOrderWithSession,
  aPendingOrder,
  at,
  euros,
  freeLine,
  minutesLater,
  teaLine,
} from '../../../tests/an-order.ts';
import {
  OrderIsAlreadyPaid,
  OrderIsBeingPaid,
  OrderNeedsAtLeastOneLine,
  PaidAmountDiffersFromTotal,
  TransitionIsNotAllowed,
} from './order-error.ts';
import type { Order } from './order.ts';

const eventsOf = (order: Order) => order.pullEvents().map(({ type }) => type);
const paid = euros(2990);

describe('an order that is placed', () => {
  it('when it has no line, is refused', () => {
    expect(() => aPendingOrder({ requested: [] })).toThrow(OrderNeedsAtLeastOneLine);
  });

  it('when the stock is reserved at the expected total, awaits payment', () => {
    const order = aPendingOrder();
    order.priceFrom([teaLine], at);
    expect(order.state).toMatchObject({ status: 'awaiting-payment', total: paid, attempt: 1 });
    expect(eventsOf(order)).toEqual(['PaymentAwaited']);
  });

  it('when the catalog charges another price than the shopper saw, is cancelled and says the new total', () => {
    const order = aPendingOrder({ expectedTotal: euros(2000) });
    order.priceFrom([teaLine], at);
    expect(order.state).toMatchObject({ status: 'cancelled', cancelledBecause: 'price-changed', total: paid });
    expect(eventsOf(order)).toEqual(['OrderCancelled']);
  });

  it('when it costs nothing, is confirmed at once', () => {
    const order = aFreePendingOrder();
    order.priceFrom([freeLine], at);
    expect(order.state).toMatchObject({
      status: 'confirmed',
      paymentStatus: 'not-needed',
      total: euros(0),
      paid: null,
    });
    expect(eventsOf(order)).toEqual(['OrderConfirmed']);
  });

  it('when it costs what cannot be charged, is cancelled for that', () => {
    const expensive = { ...teaLine, unitPrice: euros(60_000_000) };
    const order = aPendingOrder({ expectedTotal: euros(120_000_490) });
    order.priceFrom([expensive], at);
    expect(order.state).toMatchObject({ status: 'cancelled', cancelledBecause: 'payment-refused' });
  });

  it('when the stock is short, is cancelled and says which lines', () => {
    const order = aPendingOrder();
    const shortages = [{ sku: teaLine.sku, requested: 2, available: 1 }];
    order.rejectForStock(shortages, at);
    expect(order.state).toMatchObject({ status: 'cancelled', cancelledBecause: 'out-of-stock', shortages });
  });

  it('when the catalog never answers, is given up at its deadline', () => {
    const order = aPendingOrder();
    order.passDeadline(minutesLater(1));
    expect(eventsOf(order)).toEqual([]);
    order.passDeadline(minutesLater(3));
    expect(order.state).toMatchObject({ status: 'cancelled', cancelledBecause: 'no-answer', deadlineAt: null });
  });

  it('when it has ended, is not changed by late answers', () => {
    const order = aPendingOrder();
    order.cancel('customer', at);
    order.pullEvents();
    order.priceFrom([teaLine], at);
    order.rejectForStock([], at);
    order.attachSession({ attempt: 1, sessionId: 'cs_1', url: 'u', expiresAt: at }, at);
    order.endUnpaid('payment-expired', null, at);
    expect(eventsOf(order)).toEqual([]);
    expect(order.state.status).toBe('cancelled');
  });
});

describe('an order that awaits payment', () => {
  it('when the whole amount is paid, is confirmed', () => {
    const order = anOrderWithSession();
    order.confirmPayment(paid, at);
    expect(order.state).toMatchObject({ status: 'confirmed', paymentStatus: 'paid', paid, deadlineAt: null });
    expect(eventsOf(order)).toEqual(['OrderConfirmed']);
  });

  it.each([euros(2989), { amount: 2990, currency: 'USD' }])('when %o is paid, refuses', (amount) => {
    expect(() => anOrderWithSession().confirmPayment(amount, at)).toThrow(PaidAmountDiffersFromTotal);
  });

  it('when paid a second time, refuses', () => {
    const order = anOrderWithSession();
    order.confirmPayment(paid, at);
    expect(() => order.confirmPayment(paid, at)).toThrow(TransitionIsNotAllowed);
  });

  it('when its session expires, is cancelled', () => {
    const order = anOrderWithSession();
    order.endUnpaid('payment-expired', null, at);
    expect(order.state).toMatchObject({ status: 'cancelled', cancelledBecause: 'payment-expired' });
  });

  it.each([
    ['payment-refused', 'amount_too_large'],
    ['payment-failed', 'insufficient_funds'],
    ['payment-failed', null],
  ] as const)('when it cannot be paid (%s: %s), is cancelled for that', (reason, failure) => {
    const order = anOrderWithSession();
    order.endUnpaid(reason, failure, at);
    expect(order.state).toMatchObject({
      ...{ status: 'cancelled', paymentStatus: 'unpaid', cancelledBecause: reason, paymentFailure: failure },
    });
    const cancelled = anOrderWithSession();
    cancelled.cancel('shop', at);
    cancelled.endUnpaid(reason, failure, at);
    expect(cancelled.state.cancelledBecause).toBe('shop');
  });

  it('when the shopper cancels, first has its session closed', () => {
    const order = anOrderWithSession();
    order.cancel('customer', at);
    expect(order.state).toMatchObject({ status: 'awaiting-payment', cancellationRequested: 'customer' });
    expect(eventsOf(order)).toEqual(['CancellationRequested']);
    order.endUnpaid('payment-expired', null, at);
    expect(order.state).toMatchObject({ status: 'cancelled', cancelledBecause: 'customer' });
  });

  it('when the shopper cancels twice, asks once', () => {
    const order = anOrderWithSession();
    order.cancel('customer', at);
    order.cancel('customer', at);
    expect(eventsOf(order)).toEqual(['CancellationRequested']);
  });

  it('when no session is opened in time, has the payment closed', () => {
    const order = anOrderAwaitingPayment();
    order.passDeadline(minutesLater(11));
    expect(order.state).toMatchObject({ cancellationRequested: 'deadline' });
    order.pullEvents();
    order.passDeadline(minutesLater(22));
    expect(eventsOf(order)).toEqual(['CancellationRequested']);
  });

  it('when the money is on its way, waits two weeks for it', () => {
    const order = anOrderWithSession();
    order.awaitSettlement(at);
    expect(order.state).toMatchObject({ paymentStatus: 'processing', deadlineAt: minutesLater(14 * 24 * 60) });
    expect(() => order.cancel('customer', at)).toThrow(OrderIsBeingPaid);
    expect(() => order.reopenPayment(minutesLater(36))).toThrow(OrderIsAlreadyPaid);
  });

  it('when the money that was on its way never comes, is cancelled and unpaid', () => {
    const order = anOrderWithSession();
    order.awaitSettlement(at);
    order.endUnpaid('payment-expired', null, at);
    expect(order.state).toMatchObject({ status: 'cancelled', paymentStatus: 'unpaid' });
  });

  it('when the shopper wants to pay again while the session is open, keeps it', () => {
    const order = anOrderWithSession();
    order.reopenPayment(minutesLater(10));
    expect(eventsOf(order)).toEqual([]);
  });

  it('when the shopper wants to pay again after the session has run out, asks for the next one', () => {
    const order = anOrderWithSession();
    order.reopenPayment(minutesLater(36));
    expect(order.state.attempt).toBe(2);
    expect(eventsOf(order)).toEqual(['PaymentAwaited']);
  });
});

describe('who may see an order', () => {
  const viewer = { userId: null, isAdmin: false, hasLink: false };

  it.each([
    ['its customer', { ...viewer, userId: 'customer-1' }, true],
    ['another customer', { ...viewer, userId: 'customer-2' }, false],
    ['a guest with its link', { ...viewer, hasLink: true }, true],
    ['a guest without', viewer, false],
    ['an admin', { ...viewer, isAdmin: true }, true],
  ])('%s: %s → %s', (_who, who, expected) => {
    expect(aPendingOrder().isVisibleTo(who)).toBe(expected);
  });

  it('when the order is a guest’s, nobody is its customer', () => {
    expect(aPendingOrder({ customerId: null }).isVisibleTo(viewer)).toBe(false);
  });
});
