import { randomUUID } from 'node:crypto';
import { OrderCancelledV2, OrderRefundRequestedV1 } from '@souk/contracts/order-events';
import { DisputeClosedV1, DisputeOpenedV1, RefundFailedV1, RefundSucceededV1 } from '@souk/contracts/payment-events';
import { eventually } from '@souk/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { euros } from './an-order.ts';
import { RunningOrders, tokens } from './running-orders.ts';

let orders: RunningOrders;

beforeAll(async () => {
  orders = await RunningOrders.start();
});

afterAll(() => orders.stop());

const { admin, customer } = tokens;

const post = (
  path: string,
  { body, token = admin, key = randomUUID() }: { body?: object; token?: string; key?: string },
) =>
  orders.service.api.post(path, {
    token,
    headers: { 'idempotency-key': key },
    ...(body === undefined ? {} : { body }),
  });
const refund = (orderId: string, body: object, key?: string) =>
  post(`/v1/admin/orders/${orderId}/refunds`, { body, ...(key === undefined ? {} : { key }) });
const viewOf = async (orderId: string) =>
  (await orders.service.api.get(`/v1/orders/${orderId}`, { token: customer })).body;

const settle = (orderId: string, refundId: string, amount: number) =>
  orders.service.deliver(
    RefundSucceededV1,
    { orderId, refundId, amount: euros(amount), email: 'amira@souk.test', reason: 'granted' },
    { subject: orderId },
  );
const fail = (orderId: string, refundId: string, amount: number) =>
  orders.service.deliver(
    RefundFailedV1,
    {
      orderId,
      refundId,
      amount: euros(amount),
      email: 'amira@souk.test',
      reason: 'granted',
      failure: 'lost_or_stolen_card',
    },
    { subject: orderId },
  );

describe('POST /v1/admin/orders/:orderId/refunds', () => {
  it('when a part is granted, asks for it, and shows it to the shopper when it is back', async () => {
    const orderId = await orders.confirmed();
    const reply = await refund(orderId, { amount: euros(990), note: 'A cup was broken.' });
    expect(reply).toMatchObject({
      status: 202,
      body: {
        paymentStatus: 'paid',
        refunds: [{ amount: euros(990), status: 'requested', note: 'A cup was broken.' }],
      },
    });
    const { refundId } = reply.body.refunds[0];
    const [requested] = await orders.publishedFor(OrderRefundRequestedV1, orderId);
    expect(requested?.data).toEqual({ orderId, refundId, amount: euros(990), reason: 'granted' });
    for (let time = 1; time <= 2; time++) await settle(orderId, refundId, 990);
    expect(await viewOf(orderId)).toMatchObject({
      status: 'confirmed',
      paymentStatus: 'partially-refunded',
      refunded: euros(990),
      refunds: [{ refundId, status: 'succeeded' }],
    });
  });

  it('when it fails, says why, and the money can be given back again', async () => {
    const orderId = await orders.confirmed();
    const first = await refund(orderId, {});
    await fail(orderId, first.body.refunds[0].refundId, 2990);
    expect(await viewOf(orderId)).toMatchObject({
      paymentStatus: 'paid',
      refunds: [{ status: 'failed', failure: 'lost_or_stolen_card' }],
    });
    expect((await refund(orderId, {})).body.refunds).toMatchObject([{ status: 'failed' }, { status: 'requested' }]);
  });

  it('when one key comes many times at once, is made once; another body under it is refused', async () => {
    const orderId = await orders.confirmed();
    const key = randomUUID();
    const replies = await Promise.all(Array.from({ length: 10 }, () => refund(orderId, { amount: euros(100) }, key)));
    expect(replies.filter(({ status }) => status !== 202 && status !== 409)).toEqual([]);
    expect((await viewOf(orderId)).refunds).toHaveLength(1);
    expect((await refund(orderId, { amount: euros(100) }, key)).status).toBe(202);
    expect((await refund(orderId, { amount: euros(200) }, key)).status).toBe(422);
  });

  it('when a hundred admins give all of it back at once, one of them does', { timeout: 30_000 }, async () => {
    const orderId = await orders.confirmed();
    const replies = await Promise.all(Array.from({ length: 100 }, () => refund(orderId, { amount: euros(2990) })));
    const statuses = replies.map(({ status }) => status);
    expect(statuses.filter((status) => status === 202)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(99);
    expect(orders.service.published(OrderRefundRequestedV1).filter(({ subject }) => subject === orderId)).toHaveLength(
      1,
    );
  });

  it.each([
    [{ amount: euros(2991) }, 409, 'order.refund-too-large'],
    [{ amount: { amount: 100, currency: 'USD' } }, 409, 'order.refund-too-large'],
    [{ amount: euros(0) }, 400, 'request.invalid'],
    [{ amount: euros(-1) }, 400, 'request.invalid'],
    [{ amount: { amount: 1.5, currency: 'EUR' } }, 400, 'request.invalid'],
    [{ sum: 5 }, 400, 'request.invalid'],
  ])('when it is %j, answers %i %s', async (body, status, code) => {
    expect(await refund(await orders.confirmed(), body)).toMatchObject({ status, body: { code } });
  });

  it('when nothing is paid, or the order is unknown, or a customer asks, refuses', async () => {
    const { orderId } = await orders.place({ token: customer });
    expect(await refund(orderId, {})).toMatchObject({ status: 409, body: { code: 'order.not-paid' } });
    expect((await refund(randomUUID(), {})).status).toBe(404);
    const paid = await orders.confirmed();
    expect((await post(`/v1/admin/orders/${paid}/refunds`, { body: {}, token: customer })).status).toBe(403);
  });
});

describe('cancelling a paid order', () => {
  it.each([
    ['its customer', 'customer', '/v1/orders', customer],
    ['an admin', 'shop', '/v1/admin/orders', admin],
  ])('by %s, gives everything back and then ends', async (_who, reason, base, token) => {
    const orderId = await orders.confirmed();
    const path = `${base}/${orderId}/cancel`;
    expect(await post(path, { token })).toMatchObject({
      status: 200,
      body: { status: 'confirmed', cancellationRequested: reason },
    });
    await post(path, { token });
    const requested = await orders.publishedFor(OrderRefundRequestedV1, orderId);
    expect(requested.map(({ data }) => data)).toEqual([
      { orderId, refundId: `${orderId}:cancelled`, amount: euros(2990), reason: 'cancelled' },
    ]);
    await settle(orderId, `${orderId}:cancelled`, 2990);
    const [cancelled] = await orders.publishedFor(OrderCancelledV2, orderId);
    expect(cancelled?.data).toMatchObject({ reason, refunded: euros(2990) });
    expect(await viewOf(orderId)).toMatchObject({ status: 'cancelled', paymentStatus: 'refunded' });
  });
});

describe('money that cannot be given back', () => {
  const listed = async (attention: string) =>
    (await orders.service.api.get(`/v1/admin/orders?attention=${attention}&limit=100`, { token: admin })).body.data.map(
      ({ id }: { id: string }) => id,
    );

  it('when the order is cancelled, ends it all the same, is owed and listed, and can be given back by an admin', async () => {
    const orderId = await orders.confirmed();
    await post(`/v1/orders/${orderId}/cancel`, { token: customer });
    await fail(orderId, `${orderId}:cancelled`, 2990);
    expect(await viewOf(orderId)).toMatchObject({
      ...{ status: 'cancelled', cancelledBecause: 'customer', paymentStatus: 'refund-owed', refunded: null },
      attention: ['refund-failed'],
      refunds: [{ status: 'failed', failure: 'lost_or_stolen_card' }],
    });
    const [cancelled] = await orders.publishedFor(OrderCancelledV2, orderId);
    expect(cancelled?.data).toMatchObject({ refunded: null, refundedBefore: null });
    expect(await listed('true')).toContain(orderId);
    expect(await listed('refund-failed')).toContain(orderId);
    expect(await listed('dispute-open')).not.toContain(orderId);
    const reply = await post(`/v1/admin/orders/${orderId}/cancel`, {});
    const { refundId } = reply.body.refunds[1];
    expect(await listed('true')).not.toContain(orderId);
    await settle(orderId, refundId, 2990);
    expect(await viewOf(orderId)).toMatchObject({ paymentStatus: 'refunded', refunded: euros(2990), attention: [] });
  });

  it('when the order was cancelled before it bounced, is owed and listed, and can be granted again', async () => {
    const orderId = await orders.confirmed();
    await post(`/v1/orders/${orderId}/cancel`, { token: customer });
    await settle(orderId, `${orderId}:cancelled`, 2990);
    await fail(orderId, `${orderId}:cancelled`, 2990);
    expect(await viewOf(orderId)).toMatchObject({ status: 'cancelled', paymentStatus: 'refund-owed' });
    expect(await listed('refund-failed')).toContain(orderId);
    expect((await refund(orderId, {})).body.refunds).toMatchObject([{ status: 'failed' }, { status: 'requested' }]);
  });
});

describe('the timeline of money', () => {
  it('says who, how much and why', async () => {
    const orderId = await orders.confirmed();
    const { body } = await refund(orderId, { amount: euros(990) });
    await fail(orderId, body.refunds[0].refundId, 990);
    await post(`/v1/orders/${orderId}/cancel`, { token: customer });
    await settle(orderId, `${orderId}:cancelled`, 2990);
    await eventually(async () => {
      const { body: timeline } = await orders.service.api.get(`/v1/orders/${orderId}/timeline`, { token: customer });
      const facts = timeline.data.map(({ event, who, amount, reason }: Record<string, unknown>) => {
        return { event, who, amount, reason };
      });
      expect(facts).toEqual(
        expect.arrayContaining([
          { event: 'payment.succeeded.v1', who: 'customer', amount: euros(2990), reason: null },
          { event: 'order.refund-requested.v1', who: 'admin', amount: euros(990), reason: 'granted' },
          { event: 'refund.failed.v1', who: 'provider', amount: euros(990), reason: 'lost_or_stolen_card' },
          { event: 'order.refund-requested.v1', who: 'system', amount: euros(2990), reason: 'cancelled' },
          { event: 'order.cancelled.v2', who: 'customer', amount: euros(2990), reason: 'customer' },
        ]),
      );
    });
  });
});

describe('a dispute', () => {
  it('while it is open, nothing is given back; when it is won, it is as before', async () => {
    const orderId = await orders.confirmed();
    const dispute = { orderId, disputeId: 'du_1', amount: euros(2990) };
    await orders.service.deliver(DisputeOpenedV1, { ...dispute, reason: 'fraudulent' }, { subject: orderId });
    expect(await viewOf(orderId)).toMatchObject({ paymentStatus: 'disputed', disputes: [{ status: 'open' }] });
    for (const path of [`/v1/admin/orders/${orderId}/cancel`, `/v1/orders/${orderId}/cancel`]) {
      expect(await post(path, {})).toMatchObject({ status: 409, body: { code: 'order.disputed' } });
    }
    expect(await refund(orderId, {})).toMatchObject({ status: 409, body: { code: 'order.disputed' } });
    await orders.service.deliver(DisputeClosedV1, { ...dispute, outcome: 'won' }, { subject: orderId });
    expect(await viewOf(orderId)).toMatchObject({ paymentStatus: 'paid', disputes: [{ status: 'won' }] });
    expect((await refund(orderId, {})).status).toBe(202);
  });
});
