import { describe, expect, it } from 'vitest';
import { at, euros, minutesLater, orders } from '../../../tests/an-order.ts';
import { cancelled, dispute, grant, requested, settle, statusOf } from '../../../tests/moves-of-money.ts';
import { OrderIsDisputed, RefundIsTooLarge } from './order-error.ts';

describe('a dispute', () => {
  it('while it is open, lets nothing be given back', () => {
    const order = orders.disputed();
    expect(order.state).toMatchObject({ status: 'confirmed', paymentStatus: 'disputed' });
    expect(() => grant(order, 'r', 1)).toThrow(OrderIsDisputed);
    expect(() => order.cancel('customer', at)).toThrow(OrderIsDisputed);
  });

  it('when told twice, or closed twice, is one', () => {
    const order = orders.disputed();
    dispute(order);
    order.closeDispute('du_1', 'won', at);
    order.closeDispute('du_1', 'lost', at);
    order.closeDispute('unknown', 'lost', at);
    dispute(order);
    expect(order.state.disputes).toMatchObject([{ disputeId: 'du_1', status: 'won', closedAt: at }]);
    expect(order.state).toMatchObject({ paymentStatus: 'paid' });
    grant(order, 'r', 1);
  });

  it('when it is lost, is money that the shopper has', () => {
    const order = orders.disputed();
    order.closeDispute('du_1', 'lost', at);
    expect(statusOf(order)).toEqual(['confirmed', 'refunded', undefined]);
    expect(() => grant(order, 'r', 1)).toThrow(RefundIsTooLarge);
    order.cancel('shop', at);
    expect(order.state).toMatchObject({ status: 'cancelled', cancelledBecause: 'shop' });
  });

  it('when it is about a part and lost, leaves the rest', () => {
    const order = orders.confirmed();
    dispute(order, 'du_2', euros(990));
    order.closeDispute('du_2', 'lost', at);
    expect(statusOf(order)).toEqual(['confirmed', 'partially-refunded', undefined]);
    expect(() => grant(order, 'r', 2001)).toThrow(RefundIsTooLarge);
  });

  it('when it is opened while money goes back, has nobody ask again until it is closed', () => {
    const order = orders['being given back']();
    dispute(order);
    expect(order.state).toMatchObject({ paymentStatus: 'disputed', deadlineAt: null });
    order.closeDispute('du_1', 'won', minutesLater(1));
    expect(order.state.deadlineAt).toEqual(minutesLater(24 * 60 + 1));
    settle(order, cancelled);
    expect(statusOf(order)).toEqual(['cancelled', 'refunded', 2990]);
  });

  it('when it is won after the refund of a cancelled order was refused for it, has that given back again', () => {
    const order = orders['being given back']();
    dispute(order);
    settle(order, cancelled, 'charge_disputed');
    expect(order.pullEvents()).toEqual([]);
    order.closeDispute('du_1', 'won', at);
    expect(order.pullEvents()).toEqual([requested(`${cancelled}:2`)]);
    settle(order, `${cancelled}:2`);
    expect(statusOf(order)).toEqual(['cancelled', 'refunded', 2990]);
  });

  it('while it is open, somebody has to look', () => {
    const order = orders.disputed();
    expect(order.state.attention).toEqual(['dispute-open']);
    order.closeDispute('du_1', 'won', at);
    expect(order.state.attention).toEqual([]);
  });

  it('when it is lost while money goes back, ends the order that was being cancelled', () => {
    const order = orders['being given back']();
    dispute(order);
    order.closeDispute('du_1', 'lost', at);
    expect(order.state).toMatchObject({ status: 'cancelled', paymentStatus: 'refunded' });
    settle(order, cancelled, 'charge_disputed');
    expect(order.state).toMatchObject({ status: 'cancelled', paymentStatus: 'refunded', refunded: null });
  });

  it('when it is about an order that has ended, is known there', () => {
    const order = orders['cancelled after it was paid']();
    dispute(order);
    expect(order.state).toMatchObject({ status: 'cancelled', paymentStatus: 'disputed' });
  });
});
