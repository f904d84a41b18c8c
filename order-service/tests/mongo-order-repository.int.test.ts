import { randomUUID } from 'node:crypto';
import { OrderAwaitingPaymentV1, OrderConfirmedV1, OrderCreatedV1 } from '@souk/contracts/order-events';
import { eventually } from '@souk/testing/eventually';
import mongoose, { type Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { T } from '../src/composition/tokens.ts';
import { PaidAmountDiffersFromTotal } from '../src/domain/order/order-error.ts';
import { Order } from '../src/domain/order/order.ts';
import { anOrderWithSession, aPlacement, at, euros, teaLine } from './an-order.ts';
import { startComposedService, type ComposedService } from './composed-service.ts';
import { orderRepositoryContract } from './order-repository-contract.ts';

let service: ComposedService;
let connection: Connection;
const rows = () => connection.collection<{ _id: string }>('orders');
const repository = () => service.container.get(T.OrderRepository);

beforeAll(async () => {
  service = await startComposedService();
  connection = await mongoose.createConnection(service.mongodbUri, { dbName: 'order-service' }).asPromise();
});

afterAll(async () => {
  await connection.close();
  await service.stop();
});

orderRepositoryContract('MongoOrderRepository', repository);

describe('MongoOrderRepository', () => {
  it('when an order is added and changed, publishes what happened with the change, once and in order', async () => {
    const placement = aPlacement({ id: randomUUID(), checkoutKey: randomUUID() });
    const { id, email, shipping, cartId, customerId } = placement;
    const { session } = anOrderWithSession().state;
    for (let time = 1; time <= 2; time++) await repository().add(Order.place(placement));
    await repository().update(id, (order) => order.priceFrom([teaLine], at));
    // Nothing new, nothing that concerns others, nothing that is allowed: none of it is told.
    await repository().update(id, (order) => order.reopenPayment(at));
    await repository().update(id, (order) => order.attachSession(session!, at));
    const short = repository().update(id, (order) => order.confirmPayment(euros(1), at));
    await expect(short).rejects.toThrow(PaidAmountDiffersFromTotal);
    await repository().update(id, (order) => order.confirmPayment(euros(2990), at));

    const priced = { orderId: id, email, lines: [teaLine], shipping, total: euros(2990) };
    await eventually(() => {
      const published = service.bus.published.filter(({ event }) => event.subject === id);
      expect(published.map(({ event: { type, sequence, data } }) => ({ type, sequence, data }))).toEqual([
        { type: OrderCreatedV1.type, sequence: 1, data: { orderId: id, lines: placement.requested } },
        { type: OrderAwaitingPaymentV1.type, sequence: 2, data: { ...priced, attempt: 1 } },
        { type: OrderConfirmedV1.type, sequence: 3, data: { ...priced, cartId, customerId } },
      ]);
    });
  });

  it('when nothing changes, writes nothing', async () => {
    const id = randomUUID();
    await repository().add(anOrderWithSession({ id, checkoutKey: id }));
    const before = await rows().findOne({ _id: id });
    await repository().update(id, (order) => order.passDeadline(at));
    expect(await rows().findOne({ _id: id })).toEqual(before);
    expect(before).toMatchObject({ version: 1 });
  });

  it('when it looks for overdue orders, uses the index made for it', async () => {
    const uses = async () => {
      const stats = rows().aggregate<{ name: string; accesses: { ops: bigint } }>([{ $indexStats: {} }]);
      return Number((await stats.toArray()).find(({ name }) => name === 'deadlineAt_1')!.accesses.ops);
    };
    const before = await uses();
    await repository().overdue(at, 10);
    expect(await uses()).toBe(before + 1);
  });
});
