import { DisputeClosedV1, DisputeOpenedV1, RefundSucceededV1 } from '@souk/contracts/payment-events';
import { eventually } from '@souk/testing/eventually';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PaymentWorld, total } from './payment-world.ts';

const DISPUTED_CARD = '4000000000000259';

let world: PaymentWorld;
beforeAll(async () => {
  world = await PaymentWorld.start();
});
afterEach(() => world.calm());
afterAll(() => world.stop());

async function disputed() {
  const { orderId, sessionId } = await world.opened();
  await world.pay(sessionId, DISPUTED_CARD);
  const { data } = await world.once(DisputeOpenedV1, orderId);
  return { orderId, disputeId: data.disputeId };
}

describe('when the shopper’s bank disputes a payment', () => {
  it('tells of it, and holds every refund back until it is won', async () => {
    const { orderId, disputeId } = await disputed();
    expect((await world.payment(orderId)).body).toMatchObject({
      status: 'succeeded',
      disputes: [{ disputeId, status: 'open', amount: total, reason: 'fraudulent' }],
    });
    await world.requestRefund(orderId);
    expect((await world.payment(orderId)).body).toMatchObject({ refunds: [{ status: 'requested' }] });
    await world.closeDispute(disputeId, 'won');
    expect((await world.once(DisputeClosedV1, orderId)).data).toEqual({
      orderId,
      disputeId,
      amount: total,
      outcome: 'won',
    });
    await world.once(RefundSucceededV1, orderId);
    expect(world.stripe.callsFor(orderId, 'POST /v1/refunds')).toHaveLength(1);
  });

  it('when it is lost, counts the money as given back', async () => {
    const { orderId, disputeId } = await disputed();
    await world.closeDispute(disputeId, 'lost');
    expect((await world.once(DisputeClosedV1, orderId)).data).toMatchObject({ outcome: 'lost' });
    expect((await world.payment(orderId)).body).toMatchObject({ captured: total, refunded: total });
  });

  it('when its news comes before that of the payment, waits for it', async () => {
    const { orderId, sessionId } = await world.opened();
    world.webhooks.loses = ({ type }) => type.startsWith('checkout.');
    await world.pay(sessionId, DISPUTED_CARD);
    const waiting = () => world.service.api.get('/v1/admin/webhook-events?processed=false', { token: world.admin });
    await eventually(async () => {
      expect((await waiting()).body.data).toMatchObject([
        { type: 'charge.dispute.created', lastError: expect.stringContaining('knows of no such money') },
      ]);
    });
    for (const webhook of world.webhooks.lost.filter(({ body }) => body.includes(orderId))) {
      expect(await world.webhooks.send(webhook)).toBe(200);
    }
    await world.until(orderId, 'succeeded');
    world.letPass(1);
    await world.once(DisputeOpenedV1, orderId);
  });

  it('when the webhooks are lost, is known after an admin asks', async () => {
    const { orderId, disputeId } = await disputed();
    world.webhooks.loses = () => true;
    await world.closeDispute(disputeId, 'won');
    await eventually(() => expect(world.webhooks.lost.some(({ type }) => type === 'charge.dispute.closed')).toBe(true));
    const reply = await world.service.api.post(`/v1/admin/payments/${orderId}/reconcile`, { token: world.admin });
    expect(reply).toMatchObject({ status: 200, body: { disputes: [{ disputeId, status: 'won' }] } });
  });
});
