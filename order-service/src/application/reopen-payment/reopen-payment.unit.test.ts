import { describe, expect, it } from 'vitest';
import { anOrderAwaitingPayment, anOrderWithSession, at, euros, minutesLater } from '../../../tests/an-order.ts';
import { InMemoryOrderRepository } from '../../../tests/in-memory-order-repository.ts';
import { stepwiseOrderChanges } from '../../../tests/stepwise-order-changes.ts';
import { OrderIsAlreadyPaid, OrderIsBeingCancelled, OrderNotFound } from '../../domain/order/order-error.ts';
import type { Order } from '../../domain/order/order.ts';
import { ReopenPayment } from './reopen-payment.ts';

const customer = { userId: 'customer-1', isAdmin: false, hasLink: false };
const first = anOrderWithSession().state.session!;
const second = { attempt: 2, sessionId: 'cs_2', url: 'http://pay/cs_2', expiresAt: minutesLater(80) };

/** Somebody wants to pay so many minutes after the checkout; while they wait, the order takes these steps. */
function aShopper(order: Order, minutes: number, ...steps: readonly ((order: Order) => void)[]) {
  const orders = new InMemoryOrderRepository(order);
  const reopenPayment = new ReopenPayment({
    orders,
    changes: stepwiseOrderChanges(orders, ...steps),
    clock: { now: () => minutesLater(minutes) },
  });
  const reopen = (viewer = customer) => reopenPayment.execute(order.state.id, viewer, 10_000);
  return { orders, reopen };
}

describe('paying again', () => {
  it('while the session is open, leads to the same one', async () => {
    const { orders, reopen } = aShopper(anOrderWithSession(), 34);
    expect(await reopen()).toEqual(first);
    expect(orders.events).toEqual([]);
  });

  it('when the session has run out, waits for the next one', async () => {
    const open = (order: Order) => order.attachSession(second, minutesLater(36));
    const { reopen } = aShopper(anOrderWithSession(), 36, open);
    expect(await reopen()).toEqual(second);
  });

  it('when the next session is not there in time, does not lead to the one that has run out', async () => {
    const { reopen } = aShopper(anOrderWithSession(), 36);
    expect(await reopen()).toBeNull();
  });

  it.each([
    ['paid with the first one', OrderIsAlreadyPaid, (order: Order) => order.confirmPayment(euros(2990), at)],
    ['cancelled', OrderIsBeingCancelled, (order: Order) => order.cancel('customer', at)],
  ])('when the order is %s while the next session is waited for, says so', async (_what, refusal, step) => {
    const { reopen } = aShopper(anOrderWithSession(), 36, step);
    await expect(reopen()).rejects.toThrow(refusal);
  });

  it.each([
    ['has run out', anOrderWithSession, ['PaymentAwaited']],
    ['was never there', anOrderAwaitingPayment, []],
  ])('when the session %s and it is wanted twice, asks for one', async (_what, anOrder, expected) => {
    const { orders, reopen } = aShopper(anOrder(), 36);
    expect(await Promise.all([reopen(), reopen()])).toEqual([null, null]);
    expect(orders.events.map(({ type }) => type)).toEqual(expected);
  });

  it('when a stranger wants it, there is no such order, and no session is asked for', async () => {
    const { orders, reopen } = aShopper(anOrderWithSession(), 36);
    await expect(reopen({ ...customer, userId: 'customer-2' })).rejects.toThrow(OrderNotFound);
    expect(orders.events).toEqual([]);
  });
});
