import { expect, it } from 'vitest';
import { minutesLater, orders as situations } from '../../../tests/an-order.ts';
import { InMemoryOrderRepository } from '../../../tests/in-memory-order-repository.ts';
import { OrderNotFound } from '../../domain/order/order-error.ts';
import { CancelOrder } from './cancel-order.ts';

const customer = { userId: 'customer-1', isAdmin: false, hasLink: false };
const stranger = { ...customer, userId: 'customer-2' };

function aShop(situation: keyof typeof situations) {
  const order = situations[situation]();
  const orders = new InMemoryOrderRepository(order);
  const cancelOrder = new CancelOrder({ orders, clock: { now: () => minutesLater(1) } });
  return { order, orders, cancelOrder };
}

it('when the catalog has not answered yet, ends the order at once', async () => {
  const { order, orders, cancelOrder } = aShop('pending');
  const view = await cancelOrder.execute(order.state.id, customer);
  expect(view).toMatchObject({ status: 'cancelled', cancelledBecause: 'customer', updatedAt: minutesLater(1) });
  expect(orders.events).toEqual([{ type: 'OrderCancelled', reason: 'customer', at: minutesLater(1) }]);
});

it.each(['with a session', 'confirmed'] as const)(
  'when a stranger tries it with an order that is %s, there is no such order, and it stays as it is',
  async (situation) => {
    const { order, orders, cancelOrder } = aShop(situation);
    await expect(cancelOrder.execute(order.state.id, stranger)).rejects.toThrow(OrderNotFound);
    expect((await orders.find(order.state.id))?.state).toEqual(order.state);
  },
);
