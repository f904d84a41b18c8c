import { randomUUID } from 'node:crypto';
import mongoose, { type Connection } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ForgetGuestHolds } from '../src/application/forget-guest-holds/forget-guest-holds.ts';
import { T } from '../src/composition/tokens.ts';
import { Order } from '../src/domain/order/order.ts';
import { aPlacement, at, euros, minutesLater } from './an-order.ts';
import { startComposedService, type ComposedService } from './composed-service.ts';
import { cartTokenOf, checkout, RunningOrders } from './running-orders.ts';

describe('guests of one network, whose orders are placed by two processes', () => {
  const limits = { UNPAID_GUEST_ORDERS_PER_CLIENT: '5', UNPAID_GUEST_PIECES_PER_SKU: '99', SHIPPING_PRICE: '0' };
  let processes: readonly [RunningOrders, RunningOrders];

  beforeAll(async () => {
    const first = await RunningOrders.start(limits);
    processes = [first, await RunningOrders.start({ ...limits, MONGODB_URI: first.service.mongodbUri })];
  });
  afterAll(() => Promise.all(processes.toReversed().map((orders) => orders.stop())));

  /** As a good client does it: again under the same key, when the shop is too busy to say yes or no. */
  async function tryToPlace(orders: RunningOrders, network: string, quantity: number) {
    const body = checkout({ expectedTotal: euros(1250 * quantity) });
    const headers = {
      ...{ 'x-forwarded-for': network, 'x-cart-token': cartTokenOf(body.cartId) },
      ...{ 'idempotency-key': randomUUID(), prefer: 'wait=0' },
    };
    let reply;
    do reply = await orders.service.api.post('/v1/checkout', { body, headers });
    while (reply.status === 503);
    return reply;
  }

  it.each([
    ['orders', 1, 5],
    ['pieces of a SKU', 40, 2],
  ])('when they want more at once than they may have %s, get exactly that', async (_what, quantity, expected) => {
    for (const { cart } of processes) cart.quantity = quantity;
    const [one, other] = processes;
    const network = `203.0.113.${quantity}`;
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, n) => tryToPlace(n % 2 === 0 ? one : other, network, quantity)),
    );
    const [placed = [], refused = []] = [202, 429].map((status) => replies.filter((reply) => reply.status === status));
    expect([placed.length, refused.length]).toEqual([expected, 20 - expected]);
    for (const { body } of refused) expect(body).toMatchObject({ code: 'order.too-many-unpaid' });
    // What one of them gives back is there for the other.
    const { orderId, orderToken } = placed[0]?.body ?? {};
    const cancelled = await one.service.api.post(`/v1/orders/${orderId}/cancel?token=${orderToken}`, {
      headers: { 'idempotency-key': randomUUID() },
    });
    expect(cancelled.status).toBe(200);
    expect((await tryToPlace(other, network, quantity)).status).toBe(202);
    expect((await tryToPlace(one, network, quantity)).status).toBe(429);
  });
});

describe('what guests hold', () => {
  let service: ComposedService;
  let connection: Connection;
  let network: string;
  const holds = () => service.container.get(T.GuestHolds);
  const claims = () => connection.collection<{ _id: string }>('guest-holds');

  beforeAll(async () => {
    service = await startComposedService();
    connection = await mongoose.createConnection(service.mongodbUri, { dbName: 'order-service' }).asPromise();
  });
  beforeEach(() => (network = randomUUID()));
  afterAll(async () => {
    await connection.close();
    await service.stop();
  });

  const anOrder = () => {
    const id = randomUUID();
    return Order.place(aPlacement({ id, checkoutKey: id, customerId: null, unpaidFrom: network }));
  };
  const claimOf = ({ state: { id, email, requested, placedAt } }: Order) => ({ id, email, requested, placedAt });

  it('when two claim on what both have read, is the first one’s', async () => {
    const [one, other] = [claimOf(anOrder()), claimOf(anOrder())];
    const { version } = await holds().of(network, at);
    const outcomes = await Promise.all([one, other].map((order) => holds().claim(network, version, [order], at)));
    expect(outcomes.toSorted()).toEqual([false, true]);
    const next = await holds().of(network, at);
    expect(next.claimed).toEqual([outcomes[0] === true ? one : other]);
    expect(await holds().claim(network, version, [], at)).toBe(false);
    expect(await holds().claim(network, next.version, [], at)).toBe(true);
  });

  it('when an order is placed, is as placed; when it is over, holds nothing', async () => {
    const order = anOrder();
    await holds().claim(network, 0, [{ ...claimOf(order), requested: [] }, claimOf(order)], at);
    await service.container.get(T.OrderRepository).add(order);
    expect(await holds().of(network, at)).toEqual({ version: 1, unpaid: [claimOf(order)], claimed: [] });
    await service.container.get(T.OrderRepository).update(order.state.id, (placed) => placed.cancel('customer', at));
    expect(await holds().of(network, at)).toEqual({ version: 1, unpaid: [], claimed: [] });
  });

  it('when its process has ended before it was placed, holds for ten minutes', async () => {
    const claim = claimOf(anOrder());
    await holds().claim(network, 0, [claim], at);
    expect(await holds().of(network, minutesLater(9))).toMatchObject({ claimed: [claim] });
    expect(await holds().of(network, minutesLater(10))).toMatchObject({ claimed: [] });
  });

  it('when nothing was claimed for a day, is forgotten', async () => {
    const sweepAfter = async (minutes: number) => {
      const clock = { now: () => minutesLater(minutes) };
      await new ForgetGuestHolds({ holds: holds(), clock }).execute();
    };
    await holds().claim(network, 0, [claimOf(anOrder())], at);
    await sweepAfter(24 * 60);
    expect(await claims().countDocuments({ _id: network })).toBe(1);
    await sweepAfter(24 * 60 + 1);
    expect(await claims().countDocuments({ _id: network })).toBe(0);
  });
});
