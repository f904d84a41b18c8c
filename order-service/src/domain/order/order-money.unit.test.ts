import { describe, expect, it } from 'vitest';
import { at, euros, minutesLater, orders } from '../../../tests/an-order.ts';
import { cancelled, grant, paid, requested, settle, statusOf } from '../../../tests/moves-of-money.ts';
import { toContract } from '../../infrastructure/persistence/order-event-contract.ts';
import {
  OrderIsAlreadyPaid,
  OrderIsBeingPaid,
  OrderIsNotPaid,
  OrderIsOnItsWay,
  RefundIsNotPayable,
  RefundIsTooLarge,
} from './order-error.ts';
import { refundedBefore } from './order-money.ts';
import { Order } from './order.ts';

describe('cancelling an order that is paid', () => {
  it.each([
    ['confirmed', 'customer', 'customer'],
    ['confirmed', 'shop', 'shop'],
    ['being cancelled', 'customer', 'customer'],
    ['given up', 'customer', 'customer'],
  ] as const)('when it is %s, by the %s, gives the money back and then ends: %s', (situation, by, reason) => {
    const order = orders[situation]();
    order.cancel(by, at);
    if (situation !== 'confirmed') order.confirmPayment(paid, at);
    expect(order.pullEvents()).toContainEqual(requested(cancelled));
    expect(order.state).toMatchObject({ paymentStatus: 'paid', refunded: null, deadlineAt: minutesLater(24 * 60) });
    settle(order, cancelled);
    expect(order.pullEvents()).toEqual([{ type: 'OrderCancelled', reason, at }]);
    expect(order.state).toMatchObject({ cancelledBecause: reason, refunded: paid, deadlineAt: null });
    expect(statusOf(order)).toEqual(['cancelled', 'refunded', 2990]);
  });

  it('when nobody wanted it but a deadline, says that the payment came too late', () => {
    const order = orders['given up']();
    order.confirmPayment(paid, at);
    settle(order, cancelled);
    expect(order.state).toMatchObject({ status: 'cancelled', cancelledBecause: 'payment-expired' });
  });

  it('when said twice, asks for the money once', () => {
    const order = orders['being given back']();
    const before = order.state;
    order.cancel('customer', at);
    order.cancel('shop', at);
    expect(order.pullEvents()).toEqual([]);
    expect(order.state).toBe(before);
  });

  it('when a part went back before, gives the rest back', () => {
    const order = orders['partially refunded']();
    order.cancel('shop', at);
    expect(order.pullEvents()).toEqual([requested(cancelled, euros(2000))]);
    settle(order, cancelled, null, euros(2000));
    expect(statusOf(order)).toEqual(['cancelled', 'refunded', 2990]);
  });

  it('when all of it went back before, ends at once; while it is on its way, when that is over', () => {
    const order = orders.confirmed();
    grant(order, 'r1', null);
    order.cancel('shop', at);
    expect(statusOf(order)).toEqual(['confirmed', 'paid', undefined]);
    settle(order, 'r1', null, paid, 'granted');
    expect(statusOf(order)).toEqual(['cancelled', 'refunded', 2990]);

    const refunded = orders.confirmed();
    grant(refunded, 'r1', null);
    settle(refunded, 'r1', null, paid, 'granted');
    expect(statusOf(refunded)).toEqual(['confirmed', 'refunded', 2990]);
    refunded.cancel('shop', at);
    expect(statusOf(refunded)).toEqual(['cancelled', 'refunded', 2990]);
  });

  it('when the money could not be given back, ends all the same, owes it, and tries again when the shop says so', () => {
    const order = orders['not given back']();
    expect(order.state).toMatchObject({
      status: 'cancelled',
      cancelledBecause: 'customer',
      paymentStatus: 'refund-owed',
      attention: ['refund-failed'],
      deadlineAt: null,
      refunds: [{ refundId: cancelled, status: 'failed', failure: 'expired_or_canceled_card', settledAt: at }],
    });
    order.cancel('customer', at);
    expect(order.pullEvents()).toEqual([]);
    order.cancel('shop', at);
    order.cancel('shop', at);
    // The shopper was told of the end, and is told of this apart.
    expect(order.pullEvents()).toEqual([requested(`${cancelled}:2`, paid, 'granted')]);
    expect(order.state).toMatchObject({ attention: [], deadlineAt: minutesLater(24 * 60) });
    settle(order, `${cancelled}:2`);
    expect(statusOf(order)).toEqual(['cancelled', 'refunded', 2990]);
    expect(order.pullEvents()).toEqual([]);
  });

  it('when it could not be given back while it was paid and cancelled at once, ends and owes it', () => {
    const order = orders['paid while being cancelled']();
    settle(order, cancelled, 'declined');
    expect(order.pullEvents()).toEqual([{ type: 'OrderCancelled', reason: 'customer', at }]);
    expect(statusOf(order)).toEqual(['cancelled', 'refund-owed', undefined]);
  });

  it('when a part of it is still on its way when another part fails, ends when that is over', () => {
    const order = orders.confirmed();
    grant(order, 'r1', 990);
    order.cancel('shop', at);
    settle(order, cancelled, 'declined', euros(2000));
    expect(order.state.status).toBe('confirmed');
    settle(order, 'r1', null, euros(990), 'granted');
    expect(statusOf(order)).toEqual(['cancelled', 'refund-owed', 990]);
  });

  it('when the shopper’s bank sends back what had arrived, owes it again and can give it back another time', () => {
    const order = orders['cancelled after it was paid']();
    settle(order, cancelled, 'lost_or_stolen_card');
    expect(statusOf(order)).toEqual(['cancelled', 'refund-owed', undefined]);
    expect(order.state.attention).toEqual(['refund-failed']);
    grant(order, 'r2', null);
    expect(order.state.attention).toEqual([]);
    settle(order, 'r2', null, paid, 'granted');
    expect(statusOf(order)).toEqual(['cancelled', 'refunded', 2990]);
  });

  it('when it has been shipped, refuses', () => {
    const order = Order.rehydrate({ ...orders.confirmed().state, fulfilmentStatus: 'shipped' });
    expect(() => order.cancel('customer', at)).toThrow(OrderIsOnItsWay);
  });

  it('when the money is still on its way, refuses', () => {
    expect(() => orders['awaiting settlement']().cancel('shop', at)).toThrow(OrderIsBeingPaid);
  });

  it('when nothing is heard of the refund for a day, asks again for the same one', () => {
    const order = orders['being given back']();
    order.passDeadline(minutesLater(24 * 60 - 1));
    expect(order.pullEvents()).toEqual([]);
    order.passDeadline(minutesLater(24 * 60));
    expect(order.pullEvents()).toEqual([requested(cancelled)]);
    expect(order.state.deadlineAt).toEqual(minutesLater(48 * 60));
  });
});

describe('a refund that an admin grants', () => {
  it('when it is a part, leaves the rest, and the order as it is', () => {
    const order = orders.confirmed();
    grant(order, 'r1', 990);
    expect(order.pullEvents()).toEqual([requested('r1', euros(990), 'granted')]);
    settle(order, 'r1', null, euros(990), 'granted');
    expect(statusOf(order)).toEqual(['confirmed', 'partially-refunded', 990]);
    grant(order, 'r2', null);
    expect(order.pullEvents()).toEqual([requested('r2', euros(2000), 'granted')]);
  });

  it('when asked for twice, is made once', () => {
    const order = orders.confirmed();
    grant(order, 'r1', 990);
    grant(order, 'r1', 990);
    expect(order.state.refunds).toHaveLength(1);
  });

  it.each([2991, 9990])('when it is %i of 2990, is refused', (amount) => {
    expect(() => grant(orders.confirmed(), 'r', amount)).toThrow(RefundIsTooLarge);
  });

  it('when others are on their way, has what is left', () => {
    const order = orders.confirmed();
    grant(order, 'r1', 2000);
    expect(() => grant(order, 'r2', 991)).toThrow(RefundIsTooLarge);
    settle(order, 'r1', 'declined', euros(2000), 'granted');
    grant(order, 'r3', 2990);
    expect(() => grant(order, 'r4', null)).toThrow(RefundIsNotPayable);
  });

  it.each([
    [0, 'EUR'],
    [-5, 'EUR'],
    [1005, 'KWD'],
  ])('when it is %i %s, is refused', (amount, currency) => {
    const order = Order.rehydrate({ ...orders.confirmed().state, paid: { amount: 29900, currency } });
    const refund = { refundId: 'r', amount: { amount, currency }, note: null };
    expect(() => order.grantRefund(refund, at)).toThrow(RefundIsNotPayable);
  });

  it('when it is in another currency, is refused', () => {
    const refund = { refundId: 'r', amount: { amount: 1, currency: 'USD' }, note: null };
    expect(() => orders.confirmed().grantRefund(refund, at)).toThrow(RefundIsTooLarge);
  });

  it.each(['pending', 'with a session', 'awaiting settlement', 'expired'] as const)(
    'when the order is %s, is refused',
    (situation) => {
      expect(() => grant(orders[situation](), 'r', 1)).toThrow(OrderIsNotPaid);
    },
  );

  it('when somebody made one at the provider, counts like the others', () => {
    const order = orders.confirmed();
    settle(order, 're_1', null, euros(990), 'external');
    settle(order, 're_1', null, euros(990), 'external');
    expect(statusOf(order)).toEqual(['confirmed', 'partially-refunded', 990]);
    expect(() => grant(order, 'r', 2001)).toThrow(RefundIsTooLarge);
  });

  it('when money that came late went back, is none of this order', () => {
    const order = orders['with a session']();
    const before = order.state;
    order.settleRefund({ refundId: 'late:pi_1', amount: paid, reason: 'late-payment', failure: null }, at);
    expect(order.state).toBe(before);
  });
});

describe('what somebody has to look at', () => {
  it('when a refund that was granted has failed, it is that, until money is given back again', () => {
    const order = orders.confirmed();
    grant(order, 'r1', 990);
    settle(order, 'r1', 'declined', euros(990), 'granted');
    expect(order.state).toMatchObject({ status: 'confirmed', paymentStatus: 'paid', attention: ['refund-failed'] });
    grant(order, 'r2', 990);
    expect(order.state.attention).toEqual([]);
  });

  it('when nothing is heard of a refund for a week, it is that, until there is news', () => {
    const order = orders['being given back']();
    for (let day = 1; day < 7; day++) order.passDeadline(minutesLater(day * 24 * 60));
    expect(order.state.attention).toEqual([]);
    order.passDeadline(minutesLater(7 * 24 * 60));
    expect(order.state.attention).toEqual(['refund-overdue']);
    settle(order, cancelled);
    expect(order.state).toMatchObject({ status: 'cancelled', attention: [] });
  });

  it('when money is on its way for two weeks, it is that, until it comes or does not', () => {
    const order = orders['awaiting settlement']();
    order.passDeadline(minutesLater(14 * 24 * 60 - 1));
    expect(order.state.attention).toEqual([]);
    order.passDeadline(minutesLater(14 * 24 * 60));
    expect(order.state).toMatchObject({
      attention: ['payment-overdue'],
      deadlineAt: null,
      cancellationRequested: null,
    });
    order.confirmPayment(paid, at);
    expect(order.state).toMatchObject({ status: 'confirmed', attention: [] });
  });
});

describe('what went back before an order is cancelled', () => {
  it('when a part was granted, is told apart from what the cancellation gives back', () => {
    const order = orders['partially refunded']();
    expect(refundedBefore(order.state)).toEqual(euros(990));
    order.cancel('shop', at);
    settle(order, cancelled, null, euros(2000));
    expect(toContract({ type: 'OrderCancelled', reason: 'shop', at }, order.state)).toMatchObject({
      contract: { type: 'order.cancelled.v2' },
      data: { refunded: paid, refundedBefore: euros(990) },
    });
  });

  it('when nothing was, is told so', () => {
    expect(refundedBefore(orders['cancelled after it was paid']().state)).toBeNull();
    expect(refundedBefore(orders.expired().state)).toBeNull();
  });
});

describe('an order that costs nothing', () => {
  it('when it is cancelled, has nothing to give back and ends at once', () => {
    const order = orders.free();
    expect(order.state).toMatchObject({
      status: 'confirmed',
      paymentStatus: 'not-needed',
      paid: null,
      deadlineAt: null,
    });
    expect(() => grant(order, 'r', null)).toThrow(OrderIsNotPaid);
    expect(() => order.reopenPayment(at)).toThrow(OrderIsAlreadyPaid);
    order.cancel('customer', at);
    expect(order.pullEvents()).toEqual([{ type: 'OrderCancelled', reason: 'customer', at }]);
    expect(order.state).toMatchObject({ status: 'cancelled', paymentStatus: 'not-needed' });
  });

  it('when it has been shipped, is not cancelled', () => {
    const order = Order.rehydrate({ ...orders.free().state, fulfilmentStatus: 'shipped' });
    expect(() => order.cancel('shop', at)).toThrow(OrderIsOnItsWay);
  });
});
