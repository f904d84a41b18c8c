import { describe, expect, it } from 'vitest';
import { anOrderAwaitingPayment, anOrderWithSession } from '../../../tests/an-order.ts';
import { InMemoryOrderRepository } from '../../../tests/in-memory-order-repository.ts';
import { stepwiseOrderChanges } from '../../../tests/stepwise-order-changes.ts';
import { OrderNotFound } from '../../domain/order/order-error.ts';
import { ViewOrder } from './view-order.ts';

const customer = { userId: 'customer-1', isAdmin: false, hasLink: false };
const { id, revision } = anOrderAwaitingPayment().state;
const session = anOrderWithSession().state.session!;

/** An order that awaits payment and gets its session while somebody waits. */
function aShop() {
  const orders = new InMemoryOrderRepository(anOrderAwaitingPayment());
  const changes = stepwiseOrderChanges(orders, (order) => order.attachSession(session, session.expiresAt));
  const timeline = { record: async () => undefined, of: async () => [] };
  const ports = { orders, changes, timeline };
  return { orders, viewOrder: new ViewOrder(ports) };
}

describe('looking at an order', () => {
  it.each([
    ['has not seen it', null, 0, revision],
    ['has seen it', revision, 0, revision],
    ['has seen less and waits', revision - 1, 5_000, revision],
    ['names what never was and waits', revision + 7, 5_000, revision],
    ['has seen it and waits', revision, 5_000, revision + 1],
    ['does not say what they have seen and waits', null, 5_000, revision + 1],
  ])('when somebody %s, shows what they want to see', async (_who, seen, milliseconds, shown) => {
    const { viewOrder } = aShop();
    expect(await viewOrder.execute(id, customer, { seen, milliseconds })).toMatchObject({ id, revision: shown });
  });

  it.each([
    ['somebody else’s', id, { ...customer, userId: 'customer-2' }],
    ['unknown', 'unknown', customer],
  ])('when it is %s, says at once that there is none, however long they would wait', async (_what, orderId, viewer) => {
    const { orders, viewOrder } = aShop();
    const look = viewOrder.execute(orderId, viewer, { seen: revision, milliseconds: 5_000 });
    await expect(look).rejects.toThrow(OrderNotFound);
    expect((await orders.find(id))?.state.revision).toBe(revision);
    await expect(viewOrder.timeline(orderId, viewer)).rejects.toThrow(OrderNotFound);
  });
});
