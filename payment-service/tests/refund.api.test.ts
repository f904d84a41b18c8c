import { RefundFailedV1, RefundSucceededV1 } from '@souk/contracts/payment-events';
import { eventually } from '@souk/testing/eventually';
import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PaymentWorld, STRIPE_KEY, total } from './payment-world.ts';

const CREATE = 'POST /v1/refunds';

let world: PaymentWorld;
beforeAll(async () => {
  world = await PaymentWorld.start();
});
afterEach(() => world.calm());
afterAll(() => world.stop());

async function paid() {
  const { orderId } = await world.paid();
  const { body } = await world.payment(orderId);
  return { orderId, refundId: `${orderId}:cancelled`, paymentIntentId: String(body.paymentIntentId) };
}

const dashboard = () => {
  const { hostname, port } = new URL(world.stripe.url);
  return new Stripe(STRIPE_KEY, { host: hostname, port, protocol: 'http', telemetry: false });
};

describe('when an order wants its money back', () => {
  it('it goes back once, however often it is asked', async () => {
    const { orderId, refundId, paymentIntentId } = await paid();
    await world.requestRefund(orderId);
    await world.requestRefund(orderId);
    const { data } = await world.once(RefundSucceededV1, orderId);
    expect(data).toEqual({ orderId, refundId, amount: total, email: 'amira@souk.test', reason: 'cancelled' });
    await world.requestRefund(orderId);
    const { charges, refunds } = await world.ledgerOf(paymentIntentId);
    expect(charges).toMatchObject([{ amount_refunded: 2990 }]);
    expect(refunds).toMatchObject([{ amount: 2990, metadata: { orderId, refundId } }]);
    expect(world.stripe.callsFor(orderId, CREATE)).toMatchObject([{ idempotencyKey: refundId }]);
    expect((await world.payment(orderId)).body).toMatchObject({
      status: 'succeeded',
      refunded: total,
      refunds: [{ refundId, status: 'succeeded', providerRefundId: expect.stringMatching(/^re_/) }],
    });
    expect(world.published(RefundSucceededV1, orderId)).toHaveLength(1);
  });

  it('and the reply is lost, it is asked for again and made once', async () => {
    const { orderId, paymentIntentId } = await paid();
    world.webhooks.loses = () => true;
    world.stripe.faults = ({ name }) => (name === CREATE ? { do: 'lose-reply' } : null);
    await world.requestRefund(orderId);
    await eventually(() => expect(world.stripe.callsFor(orderId, CREATE)).toHaveLength(3));
    expect((await world.payment(orderId)).body).toMatchObject({ refunds: [{ status: 'requested' }] });
    world.calm();
    world.letPass(1);
    await world.once(RefundSucceededV1, orderId);
    expect((await world.ledgerOf(paymentIntentId)).refunds).toHaveLength(1);
  });

  it('and somebody gave it back in the dashboard meanwhile, tells of both, each once', async () => {
    const { orderId, refundId, paymentIntentId } = await paid();
    const made = await dashboard().refunds.create({ payment_intent: paymentIntentId });
    const { data: external } = await world.once(RefundSucceededV1, orderId);
    expect(external).toMatchObject({ refundId: made.id, amount: total, reason: 'external' });
    await world.requestRefund(orderId);
    const { data } = await world.once(RefundFailedV1, orderId);
    expect(data).toMatchObject({ refundId, failure: 'only 0 EUR are left' });
    expect((await world.payment(orderId)).body).toMatchObject({
      refunded: total,
      refunds: [{ status: 'succeeded' }, { status: 'failed' }],
    });
  });

  it('and Stripe refuses, tells of the failure once', async () => {
    const { orderId, refundId, paymentIntentId } = await paid();
    world.webhooks.loses = () => true;
    await dashboard().refunds.create({ payment_intent: paymentIntentId });
    await world.requestRefund(orderId);
    const { data } = await world.once(RefundFailedV1, orderId);
    expect(data).toMatchObject({ refundId, failure: expect.stringContaining('charge_already_refunded') });
    expect((await world.payment(orderId)).body).toMatchObject({ refunds: [{ status: 'failed' }] });
    expect(world.published(RefundSucceededV1, orderId)).toEqual([]);
  });

  it('and the reply is lost for longer than Stripe knows its key, finds what was made', async () => {
    const { orderId, refundId, paymentIntentId } = await paid();
    world.webhooks.loses = () => true;
    await dashboard().refunds.create({ payment_intent: paymentIntentId, amount: 990, metadata: { orderId, refundId } });
    // As if it had been asked for the day before yesterday.
    world.letPass(-48 * 60);
    await world.requestRefund(orderId, refundId, { amount: 990, currency: 'EUR' });
    await world.once(RefundSucceededV1, orderId);
    expect((await world.ledgerOf(paymentIntentId)).refunds).toHaveLength(1);
    world.letPass(48 * 60);
  });

  const pending = (json: string) => json.replace('"status":"succeeded"', '"status":"pending"');

  it('and the bank takes its time, a webhook settles it', async () => {
    const { orderId } = await paid();
    world.webhooks.loses = ({ type }) => type.startsWith('refund.');
    world.stripe.faults = ({ name }) => (name === CREATE ? { do: 'rewrite', change: pending } : null);
    await world.requestRefund(orderId);
    await eventually(async () => {
      expect((await world.payment(orderId)).body).toMatchObject({ refunds: [{ status: 'pending' }] });
      expect(world.webhooks.lost.filter(({ body }) => body.includes(orderId))).not.toEqual([]);
    });
    for (const webhook of world.webhooks.lost.filter(({ body }) => body.includes(orderId))) {
      expect(await world.webhooks.send(webhook)).toBe(200);
    }
    await world.once(RefundSucceededV1, orderId);
  });

  it('and the bank takes its time and the webhooks are lost, Stripe is asked', async () => {
    const { orderId } = await paid();
    world.webhooks.loses = () => true;
    world.stripe.faults = ({ name }) => (name === CREATE ? { do: 'rewrite', change: pending } : null);
    await world.requestRefund(orderId);
    await eventually(async () => {
      expect((await world.payment(orderId)).body).toMatchObject({ refunds: [{ status: 'pending' }] });
    });
    world.letPass(61);
    await world.once(RefundSucceededV1, orderId);
  });
});
