import { randomUUID } from 'node:crypto';
import { derivedUuid } from '@souk/chassis/ids';
import { OrderConfirmedV1, OrderCreatedV1 } from '@souk/contracts/order-events';
import { PaymentExpiredV1 } from '@souk/contracts/payment-events';
import { StockRejectedV1 } from '@souk/contracts/inventory-events';
import { eventually } from '@souk/testing/eventually';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { euros, freeLine, teaLine } from './an-order.ts';
import { cartTokenOf, checkout, RunningOrders, tokens } from './running-orders.ts';

let orders: RunningOrders;
const { customer, admin } = tokens;

beforeAll(async () => {
  orders = await RunningOrders.start({ SHIPPING_PRICE: '0', UNPAID_GUEST_ORDERS_PER_CLIENT: '3' });
});

afterAll(() => orders.stop());

/** What is placed for a body of its own has nothing to do with other tests. */
let body: ReturnType<typeof checkout>;
beforeEach(() => {
  body = checkout({ expectedTotal: euros(2500) });
  Object.assign(orders.cart, { quantity: 2, revision: 2 });
});

const createdFor = (ids: readonly string[]) =>
  orders.service.published(OrderCreatedV1).filter(({ subject }) => ids.includes(subject));

/** A guest's unpaid orders count against all tests of this file. */
const cancelled = (orderId: string, orderToken: string) =>
  orders.service.api.post(`/v1/orders/${orderId}/cancel?token=${orderToken}`, {
    headers: { 'idempotency-key': randomUUID() },
  });

describe('one cart under two keys', () => {
  it('when nothing has changed, is one order, and its session', async () => {
    const { orderId } = await orders.place({ token: customer, body });
    await orders.reserve(orderId);
    await orders.openSession(orderId);
    expect(await orders.tryToPlace({ token: customer, body })).toMatchObject({
      status: 201,
      body: { orderId, checkoutUrl: 'http://pay/cs_1' },
    });
    expect(createdFor([orderId])).toHaveLength(1);
  });

  it('when thirty come at once, is one order', async () => {
    const replies = await Promise.all(Array.from({ length: 30 }, () => orders.place({ token: customer, body })));
    const ids = new Set(replies.map(({ orderId }) => orderId));
    expect(ids.size).toBe(1);
    expect(createdFor([...ids])).toHaveLength(1);
  });

  it('when the address is another, waits for the end of the first order, and is the next one', async () => {
    const { orderId } = await orders.place({ token: customer, body });
    await orders.reserve(orderId);
    await orders.openSession(orderId);
    const other = { ...body, email: 'other@souk.test' };
    const early = await orders.tryToPlace({ token: customer, body: other });
    expect(early).toMatchObject({
      status: 409,
      body: { code: 'order.cart-is-being-paid', orderId, changed: ['email'] },
    });
    const second = orders.tryToPlace({ token: customer, body: other, wait: 10 });
    await orders.service.deliver(PaymentExpiredV1, { orderId }, { subject: orderId });
    const next = await eventually(async () => {
      const { body: list } = await orders.service.api.get('/v1/orders?limit=1', { token: customer });
      expect(list.data[0].id).not.toBe(orderId);
      return list.data[0].id as string;
    });
    await orders.reserve(next);
    await orders.openSession(next);
    expect(await second).toMatchObject({ status: 201, body: { orderId: next } });
  });

  it('when it is paid and its goods have not left the cart yet, is that order; afterwards another one', async () => {
    const { orderId } = await orders.place({ token: customer, body });
    await orders.reserve(orderId);
    await orders.openSession(orderId);
    await orders.service.api.get(`/v1/orders/${orderId}`, { token: customer });
    await orders.pay(orderId, euros(2500));
    expect((await orders.tryToPlace({ token: customer, body })).body).toMatchObject({ orderId, paymentStatus: 'paid' });
    orders.cart.revision++;
    expect((await orders.place({ token: customer, body })).orderId).not.toBe(orderId);
  });

  it('when somebody knows a guest’s cart, key and address but not the cart’s token, tells and gives nothing', async () => {
    const key = randomUUID();
    const { orderId, orderToken } = await orders.place({ key, body });
    expect(orderToken).toEqual(expect.any(String));
    for (const token of [undefined, cartTokenOf('cart-2')]) {
      const reply = await orders.service.api.post('/v1/checkout', {
        body,
        headers: { 'idempotency-key': key, ...(token === undefined ? {} : { 'x-cart-token': token }) },
      });
      expect(reply).toMatchObject({ status: 404, body: { code: 'cart.not-found' } });
      expect(JSON.stringify(reply.body)).not.toContain(orderId);
    }
    // Under another key, too, who has the token gets both.
    expect(await orders.place({ body })).toEqual({ orderId, orderToken });
    await cancelled(orderId, orderToken);
  });
});

describe('two carts under one key', () => {
  const placedUnder = async (key: string) => {
    const other = await RunningOrders.start({ SHIPPING_PRICE: '0', MONGODB_URI: orders.service.mongodbUri });
    const bodies = Array.from({ length: 8 }, () => checkout({ expectedTotal: euros(2500) }));
    const replies = await Promise.all(
      bodies.map((each, n) => (n % 2 === 0 ? orders : other).tryToPlace({ token: customer, key, body: each })),
    );
    await other.stop();
    return replies.map((reply, n) => ({ ...reply, sent: bodies[n] }));
  };

  it('of one customer, when they come at the same instant to two processes, are one order and clear refusals', async () => {
    const key = randomUUID();
    const replies = await placedUnder(key);
    const [placed, ...more] = replies.filter(({ status }) => status === 202);
    expect(more).toEqual([]);
    for (const { status, body: refusal, sent } of replies.filter((reply) => reply !== placed)) {
      expect({ status, code: refusal.code }).toEqual({ status: 422, code: 'idempotency.key-reused' });
      // And so they stay, with nothing placed for them.
      expect(await orders.tryToPlace({ token: customer, key, body: sent })).toMatchObject({ status: 422 });
      const id = derivedUuid('order', sent?.cartId ?? '', '1');
      expect((await orders.service.api.get(`/v1/admin/orders/${id}`, { token: admin })).status).toBe(404);
    }
    expect((await orders.place({ token: customer, key, body: placed?.sent })).orderId).toBe(placed?.body.orderId);
  });

  it('of guests, are two checkouts: a key is the cart’s', async () => {
    const key = randomUUID();
    const [one, other] = [await orders.place({ key, body }), await orders.place({ key })];
    expect(other.orderId).not.toBe(one.orderId);
    for (const { orderId, orderToken } of [one, other]) await cancelled(orderId, orderToken);
  });
});

describe('an order that costs nothing', () => {
  it('when it is reserved, is confirmed, and needs no payment', async () => {
    const { orderId } = await orders.place({ token: customer, body: { ...body, expectedTotal: euros(0) } });
    await orders.reserve(orderId, [freeLine]);
    expect(await orders.tryToPlace({ token: customer, body: { ...body, expectedTotal: euros(0) } })).toMatchObject({
      status: 201,
      body: { orderId, checkoutUrl: null, paymentStatus: 'not-needed' },
    });
    const [confirmed] = await orders.publishedFor(OrderConfirmedV1, orderId);
    expect(confirmed?.data).toMatchObject({ total: euros(0) });
  });
});

describe('guests of one network', () => {
  it('when they have three unpaid orders, place no fourth; customers do', async () => {
    const placed = [];
    for (let n = 0; n < 3; n++) placed.push(await orders.place({ body: checkout({ expectedTotal: euros(2500) }) }));
    const refused = await orders.tryToPlace({ body });
    expect(refused).toMatchObject({ status: 429, body: { code: 'order.too-many-unpaid', orders: 3 } });
    expect(refused.headers.get('retry-after')).toBe('60');
    expect(refused.body.orderIds).toEqual(placed.map(({ orderId }) => orderId));
    await orders.place({ token: customer, body });
    await cancelled(placed[0]!.orderId, placed[0]!.orderToken);
    const next = await orders.place({ body: checkout({ expectedTotal: euros(2500) }) });
    for (const { orderId, orderToken } of [...placed, next]) await cancelled(orderId, orderToken);
  });

  it('when others cannot have what they hold, keep it for ten minutes', async () => {
    const { orderId, orderToken } = await orders.place({ body });
    await orders.reserve(orderId);
    await orders.openSession(orderId);
    const other = await orders.place({ token: customer, body: checkout({ expectedTotal: euros(2500) }) });
    const shortages = [{ sku: teaLine.sku, requested: 2, available: 0 }];
    await orders.service.deliver(StockRejectedV1, { orderId: other.orderId, shortages }, { subject: other.orderId });
    const { body: order } = await orders.service.api.get(`/v1/admin/orders/${orderId}`, { token: admin });
    expect(order).toMatchObject({ status: 'awaiting-payment', cancellationRequested: null });
    await cancelled(orderId, orderToken);
  });
});
