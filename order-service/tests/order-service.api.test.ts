import { randomUUID } from 'node:crypto';
import { StockRejectedV1 } from '@souk/contracts/inventory-events';
import {
  OrderAwaitingPaymentV1,
  OrderCancellationRequestedV1,
  OrderCancelledV2,
  OrderConfirmedV1,
  OrderCreatedV1,
} from '@souk/contracts/order-events';
import { PaymentExpiredV1, PaymentSucceededV1 } from '@souk/contracts/payment-events';
import { eventually } from '@souk/testing/eventually';
import type { TestService } from '@souk/testing/test-service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { euros, teaLine } from './an-order.ts';
import { checkout, RunningOrders, tokens } from './running-orders.ts';

let orders: RunningOrders;
let service: TestService;
const { customer, stranger, admin } = tokens;

beforeAll(async () => {
  orders = await RunningOrders.start();
  ({ service } = orders);
});

afterAll(() => orders.stop());

describe('POST /v1/checkout', () => {
  it('when the stock and the session come while it waits, answers with the address to pay at', async () => {
    const reply = service.api.post('/v1/checkout', {
      token: customer,
      body: checkout(),
      headers: { 'idempotency-key': randomUUID() },
    });
    const created = await eventually(() => {
      const event = service.published(OrderCreatedV1).at(-1);
      expect(event).toBeDefined();
      return event!;
    });
    expect(created.data.lines).toEqual([{ sku: teaLine.sku, quantity: 2 }]);
    await orders.reserve(created.subject);
    await orders.publishedFor(OrderAwaitingPaymentV1, created.subject);
    await orders.openSession(created.subject);
    const placed = await reply;
    expect(placed).toMatchObject({
      status: 201,
      body: {
        orderId: created.subject,
        checkoutUrl: 'http://pay/cs_1',
        expiresAt: '2099-01-01T00:00:00.000Z',
        orderToken: null,
      },
    });
    const order = await service.api.get(`/v1/orders/${created.subject}`, { token: customer });
    expect(placed.headers.get('etag')).toBe(order.headers.get('etag'));
  });

  it('when sent twice with the same key, makes one order; with another body, refuses', async () => {
    const key = randomUUID();
    const body = checkout();
    const first = await orders.place({ token: customer, key, body });
    const second = await orders.place({ token: customer, key, body });
    expect(second.orderId).toBe(first.orderId);
    expect(service.published(OrderCreatedV1).filter(({ subject }) => subject === first.orderId)).toHaveLength(1);
    const other = await service.api.post('/v1/checkout', {
      token: customer,
      body: { ...body, email: 'other@souk.test' },
      headers: { 'idempotency-key': key },
    });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency.key-reused' } });
  });

  it('when something is out of stock, says what', async () => {
    const key = randomUUID();
    const body = checkout();
    const { orderId } = await orders.place({ token: customer, key, body });
    const shortages = [{ sku: teaLine.sku, requested: 2, available: 1 }];
    await service.deliver(StockRejectedV1, { orderId, shortages }, { subject: orderId });
    const reply = await service.api.post('/v1/checkout', {
      token: customer,
      body,
      headers: { 'idempotency-key': key },
    });
    expect(reply).toMatchObject({ status: 409, body: { code: 'order.out-of-stock', shortages } });
  });

  it('when the price has changed, says the new total', async () => {
    const key = randomUUID();
    const body = checkout({ expectedTotal: euros(100) });
    const { orderId } = await orders.place({ token: customer, key, body });
    await orders.reserve(orderId);
    const reply = await service.api.post('/v1/checkout', {
      token: customer,
      body,
      headers: { 'idempotency-key': key },
    });
    expect(reply).toMatchObject({ status: 409, body: { code: 'order.price-changed', total: euros(2990) } });
  });

  it.each([
    ['no key', {}, checkout(), 400, 'idempotency.key-missing'],
    ['an unknown field', { 'idempotency-key': 'k' }, checkout({ total: 1 }), 400, 'request.invalid'],
    ['an operator', { 'idempotency-key': 'k' }, checkout({ email: { $ne: null } }), 400, 'request.invalid'],
    [
      'a fraction of a cent',
      { 'idempotency-key': 'k' },
      checkout({ expectedTotal: euros(1.5) }),
      400,
      'request.invalid',
    ],
    [
      'an unknown shipping method',
      { 'idempotency-key': 'k' },
      checkout({ shippingMethod: 'carpet' }),
      400,
      'order.shipping-method-unknown',
    ],
    [
      'more than can be charged',
      { 'idempotency-key': 'k' },
      checkout({ expectedTotal: euros(100_000_000) }),
      422,
      'order.total-not-chargeable',
    ],
    [
      'a country that there is not',
      { 'idempotency-key': 'k' },
      checkout({ shippingAddress: { ...checkout().shippingAddress, country: 'ZZ' } }),
      400,
      'request.invalid',
    ],
    [
      'a name of two lines',
      { 'idempotency-key': 'k' },
      checkout({ shippingAddress: { ...checkout().shippingAddress, name: 'A\r\nB' } }),
      400,
      'request.invalid',
    ],
    ["somebody else's cart", { 'idempotency-key': 'k' }, checkout({ cartId: 'basket-2' }), 404, 'cart.not-found'],
  ])('when sent with %s, refuses and changes nothing', async (_what, headers, body, status, code) => {
    const before = service.published(OrderCreatedV1).length;
    expect(await service.api.post('/v1/checkout', { token: customer, headers, body })).toMatchObject({
      status,
      body: { code },
    });
    expect(service.published(OrderCreatedV1)).toHaveLength(before);
  });
});

describe('an order', () => {
  it('when paid, is confirmed once, however often the news comes', async () => {
    const { orderId } = await orders.place({ token: customer });
    await orders.reserve(orderId);
    await orders.openSession(orderId);
    const event = await orders.pay(orderId);
    await service.deliver(PaymentSucceededV1, event.data, { subject: orderId, id: event.id, sequence: event.sequence });
    expect(await orders.publishedFor(OrderConfirmedV1, orderId)).toHaveLength(1);
    const { body } = await service.api.get(`/v1/orders/${orderId}`, { token: customer });
    expect(body).toMatchObject({ status: 'confirmed', paymentStatus: 'paid', total: euros(2990), checkoutUrl: null });
  });

  it('when waited for, is shown as soon as it changes', async () => {
    const { orderId } = await orders.place({ token: customer });
    const waiting = service.api.get(`/v1/orders/${orderId}?wait=5`, { token: customer });
    await orders.reserve(orderId);
    // Had the news been faster than the request, there would be no change to wait for.
    const { body } = await Promise.race([waiting, service.api.get(`/v1/orders/${orderId}`, { token: customer })]);
    expect(body.status).toBe('awaiting-payment');
  });

  it('when waited for by somebody who has seen less, is shown at once; by somebody who has seen it all, is not shown again', async () => {
    const { orderId } = await orders.place({ token: customer });
    const first = await service.api.get(`/v1/orders/${orderId}`, { token: customer });
    await orders.reserve(orderId);
    const seen = { token: customer, headers: { 'if-none-match': first.headers.get('etag')! } };
    const second = await service.api.get(`/v1/orders/${orderId}?wait=20`, seen);
    expect(second.body.status).toBe('awaiting-payment');
    const all = { token: customer, headers: { 'if-none-match': second.headers.get('etag')! } };
    expect((await service.api.get(`/v1/orders/${orderId}`, all)).status).toBe(304);
  });

  it('when waited for in vain, is shown as it is', async () => {
    const { orderId } = await orders.place({ token: customer });
    expect(await service.api.get(`/v1/orders/${orderId}?wait=1`, { token: customer })).toMatchObject({
      status: 200,
      body: { status: 'pending' },
    });
  });

  it('when cancelled before payment, closes the session first and then ends', async () => {
    const { orderId } = await orders.place({ token: customer });
    await orders.reserve(orderId);
    await orders.openSession(orderId);
    const reply = await service.api.post(`/v1/orders/${orderId}/cancel`, {
      token: customer,
      headers: { 'idempotency-key': randomUUID() },
    });
    expect(reply).toMatchObject({ status: 200, body: { status: 'awaiting-payment', checkoutUrl: null } });
    await orders.publishedFor(OrderCancellationRequestedV1, orderId);
    await service.deliver(PaymentExpiredV1, { orderId }, { subject: orderId });
    const [cancelled] = await orders.publishedFor(OrderCancelledV2, orderId);
    expect(cancelled?.data).toMatchObject({ reason: 'customer', refunded: null });
  });

  it('when it happened in many services, has it all in its timeline', async () => {
    const { orderId } = await orders.place({ token: customer });
    await orders.reserve(orderId);
    await orders.openSession(orderId);
    await eventually(async () => {
      const { body } = await service.api.get(`/v1/orders/${orderId}/timeline`, { token: customer });
      expect(body.data.map(({ event }: { event: string }) => event)).toEqual(
        expect.arrayContaining([
          'order.created.v1',
          'stock.reserved.v1',
          'order.awaiting-payment.v1',
          'payment.session-opened.v1',
        ]),
      );
    });
  });

  it('when a stranger asks for it, does not exist; a guest needs its link; an admin sees all', async () => {
    const { orderId } = await orders.place({ token: customer });
    const { orderId: guestOrder, orderToken } = await orders.place();
    const status = async (path: string, token?: string) =>
      (await service.api.get(path, token === undefined ? {} : { token })).status;
    expect(await status(`/v1/orders/${orderId}`, stranger)).toBe(404);
    expect(await status(`/v1/orders/${orderId}`)).toBe(404);
    expect(await status(`/v1/orders/${orderId}/timeline`, stranger)).toBe(404);
    expect(await status(`/v1/orders/${guestOrder}?token=${orderToken}`)).toBe(200);
    expect(await status(`/v1/orders/${orderId}?token=${orderToken}`)).toBe(404);
    expect(await status(`/v1/admin/orders/${orderId}`, admin)).toBe(200);
    expect(await status(`/v1/admin/orders/${orderId}`, customer)).toBe(403);
    expect(await status(`/v1/admin/orders/${orderId}`)).toBe(401);
    const cancel = await service.api.post(`/v1/orders/${orderId}/cancel`, {
      token: stranger,
      headers: { 'idempotency-key': 'x' },
    });
    expect(cancel.status).toBe(404);
  });

  it('when listed, is among its customer’s orders and no one else’s', async () => {
    const { orderId } = await orders.place({ token: customer });
    const mine = await service.api.get('/v1/orders?limit=1', { token: customer });
    expect(mine.body).toMatchObject({ limit: 1, offset: 0, data: [{ id: orderId }], next: expect.any(String) });
    const next = await service.api.get(`/v1/orders?limit=1&cursor=${mine.body.next}`, { token: customer });
    expect(next.body.data[0].placedAt <= mine.body.data[0].placedAt).toBe(true);
    expect(next.body.data[0].id).not.toBe(orderId);
    expect((await service.api.get('/v1/orders', { token: stranger })).body).toMatchObject({ data: [], count: 0 });
    const all = await service.api.get('/v1/admin/orders?status=pending&email=Amira%40Souk.test', { token: admin });
    expect(all.body.data.map(({ id }: { id: string }) => id)).toContain(orderId);
  });

  it('when its address was written in capitals, is found all the same; where there are no postal codes, needs none', async () => {
    const { postalCode: _, ...address } = checkout().shippingAddress;
    const body = checkout({ email: 'Nadia.K@Souk.Test', shippingAddress: { ...address, country: 'AE' } });
    const { orderId } = await orders.place({ body });
    const found = await service.api.get('/v1/admin/orders?email=nadia.k%40souk.test', { token: admin });
    expect(found.body.data).toMatchObject([{ id: orderId, shippingAddress: { postalCode: null } }]);
  });
});

describe('the server', () => {
  it.each([
    ['get', '/v1/nowhere', 404, 'route.not-found'],
    ['delete', '/v1/checkout', 405, 'route.method-not-allowed'],
    ['get', '/v1/orders?limit=1000', 400, 'request.invalid'],
    ['get', '/v1/orders?unknown=1', 400, 'request.invalid'],
    ['get', '/v1/orders/not-a-uuid', 400, 'request.invalid'],
  ] as const)('when asked to %s %s, answers %i %s', async (method, path, status, code) => {
    const reply = await service.api[method](path, { token: customer });
    expect(reply).toMatchObject({ status, body: { code, status } });
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    expect(reply.body.requestId).toBe(reply.headers.get('x-request-id'));
  });

  it('when it is up, is ready and describes its routes', async () => {
    expect((await service.api.get('/health/ready')).body).toEqual({
      status: 'up',
      checks: { database: true, events: true },
    });
    const paths = await service.api.get('/internal/openapi.json');
    expect(paths.body['/v1/checkout'].post.requestBody).toBeDefined();
  });
});
