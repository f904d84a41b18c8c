import {
  PaymentAttemptFailedV1,
  PaymentExpiredV1,
  PaymentFailedV1,
  PaymentProcessingV1,
  PaymentSucceededV1,
  RefundSucceededV1,
} from '@souk/contracts/payment-events';
import { eventually } from '@souk/testing/eventually';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PaymentWorld, STRIPE_KEY, total } from './payment-world.ts';
import type { Fault } from './stripe-proxy.ts';

let world: PaymentWorld;
beforeAll(async () => {
  world = await PaymentWorld.start();
});
afterEach(() => world.calm());
afterAll(() => world.stop());

const settled = (orderId: string) =>
  eventually(async () => {
    const { body } = await world.service.api.get(`/v1/admin/webhook-events?orderId=${orderId}&processed=false`, {
      token: world.admin,
    });
    expect(body.count).toBe(0);
  });

describe('when the shopper pays', () => {
  it('the payment succeeds once, with what was captured', async () => {
    const { orderId, sessionId } = await world.opened();
    expect(await world.pay(sessionId)).toBe(200);
    const { data, correlationid } = await world.once(PaymentSucceededV1, orderId);
    expect(data).toEqual({ orderId, sessionId, paymentIntentId: expect.stringMatching(/^pi_/), amount: total });
    expect(correlationid).toBe(orderId);
    await settled(orderId);
    expect((await world.payment(orderId)).body).toMatchObject({
      status: 'succeeded',
      captured: total,
      refunded: { amount: 0, currency: 'EUR' },
      paymentIntentId: data.paymentIntentId,
    });
    expect(world.typesAbout(orderId)).toEqual(['payment.session-opened.v1', 'payment.succeeded.v1']);
  });

  it('with a card that is declined first, tells of it once and then succeeds', async () => {
    const { orderId, sessionId } = await world.opened();
    expect(await world.pay(sessionId, '4000000000009995')).toBe(402);
    const { data } = await world.once(PaymentAttemptFailedV1, orderId);
    expect(data).toEqual({ orderId, code: 'insufficient_funds', message: 'Your card has insufficient funds.' });
    expect((await world.payment(orderId)).body).toMatchObject({ status: 'open', declines: [{ code: data.code }] });
    await world.pay(sessionId);
    await world.once(PaymentSucceededV1, orderId);
    expect(world.published(PaymentAttemptFailedV1, orderId)).toHaveLength(1);
  });

  it('and every webhook is lost, Stripe is asked when the session should have ended', async () => {
    const { orderId, sessionId } = await world.opened();
    world.webhooks.loses = () => true;
    await world.pay(sessionId);
    world.letPass(35);
    expect(world.published(PaymentSucceededV1, orderId)).toEqual([]);
    world.letPass(2);
    await world.once(PaymentSucceededV1, orderId);
  });

  it('another amount than the order costs, nothing is confirmed and the event waits for somebody to look', async () => {
    const { orderId, sessionId } = await world.opened();
    world.stripe.faults = retrieving(sessionId, (json) =>
      json.replace('"amount_captured":2990', '"amount_captured":2989'),
    );
    await world.pay(sessionId);
    const row = await eventually(async () => {
      const { body } = await world.service.api.get(`/v1/admin/webhook-events?orderId=${orderId}&processed=false`, {
        token: world.admin,
      });
      expect(body.data).toHaveLength(1);
      expect(body.data[0].lastError).not.toBeNull();
      return body.data[0];
    });
    expect(row).toMatchObject({ type: 'checkout.session.completed', attempts: 1, processedAt: null });
    expect(row.lastError).toContain(`The amount of session ${sessionId}`);
    expect((await world.payment(orderId)).body).toMatchObject({ status: 'open', captured: { amount: 0 } });
    world.calm();
    world.letPass(1);
    await world.once(PaymentSucceededV1, orderId);
    await settled(orderId);
  });
});

const retrieving =
  (sessionId: string, change: (json: string) => string) =>
  ({ name }: { name: string }): Fault | null =>
    name === `GET /v1/checkout/sessions/${sessionId}` ? { do: 'rewrite', change } : null;

describe('when the shopper pays by a method whose money arrives later', () => {
  const unpaid = (intent: string) => (json: string) =>
    json
      .replace('"payment_status":"paid"', '"payment_status":"unpaid"')
      .replace('"status":"succeeded"', `"status":"${intent}"`);

  it('waits, and succeeds when it has arrived', async () => {
    const { orderId, sessionId } = await world.opened();
    world.stripe.faults = retrieving(sessionId, (json) =>
      json.replace('"payment_status":"paid"', '"payment_status":"unpaid"').replaceAll('"succeeded"', '"processing"'),
    );
    await world.pay(sessionId);
    await world.once(PaymentProcessingV1, orderId);
    await world.requestCancellation(orderId);
    world.calm();
    world.letPass(61);
    await world.once(PaymentSucceededV1, orderId);
    expect(world.published(PaymentExpiredV1, orderId)).toEqual([]);
  });

  it('waits, and ends when it will never arrive', async () => {
    const { orderId, sessionId } = await world.opened();
    world.stripe.faults = retrieving(sessionId, unpaid('processing'));
    await world.pay(sessionId);
    await world.once(PaymentProcessingV1, orderId);
    world.stripe.faults = retrieving(sessionId, (json) =>
      unpaid('requires_payment_method')(json).replaceAll('"succeeded"', '"requires_payment_method"'),
    );
    world.letPass(61);
    const { data } = await world.once(PaymentFailedV1, orderId);
    expect(data).toEqual({ orderId, sessionId, code: null });
    expect((await world.payment(orderId)).body).toMatchObject({ status: 'failed' });
    expect(world.published(PaymentExpiredV1, orderId)).toEqual([]);
  });
});

describe('when nobody pays', () => {
  it('and the session runs out, the payment expires once', async () => {
    const { orderId, sessionId } = await world.opened();
    await world.expire(sessionId);
    await world.once(PaymentExpiredV1, orderId);
    await settled(orderId);
    expect(world.typesAbout(orderId)).toEqual(['payment.session-opened.v1', 'payment.expired.v1']);
  });

  it('and the news of it is lost, Stripe is asked', async () => {
    const { orderId, sessionId } = await world.opened();
    world.webhooks.loses = () => true;
    await world.expire(sessionId);
    world.letPass(37);
    await world.once(PaymentExpiredV1, orderId);
  });
});

describe('when the order wants its payment closed', () => {
  it('the session is closed at Stripe and the payment expires once, however often it is asked', async () => {
    const { orderId, sessionId } = await world.opened();
    await world.requestCancellation(orderId);
    await world.requestCancellation(orderId);
    await world.once(PaymentExpiredV1, orderId);
    await world.cancelOrder(orderId);
    expect(await world.sessionsOf(orderId)).toMatchObject([{ id: sessionId, status: 'expired' }]);
    expect(await world.pay(sessionId)).toBe(400);
    await settled(orderId);
    expect(world.typesAbout(orderId)).toEqual(['payment.session-opened.v1', 'payment.expired.v1']);
  });

  it('but was paid a moment before, the payment has won', async () => {
    const { orderId, sessionId } = await world.opened();
    world.webhooks.loses = () => true;
    await world.pay(sessionId);
    await world.requestCancellation(orderId);
    await world.once(PaymentSucceededV1, orderId);
    expect(world.published(PaymentExpiredV1, orderId)).toEqual([]);
  });

  it('while the session is being opened, none stays open', async () => {
    for (const fault of [
      { do: 'lose-reply' },
      { do: 'answer', status: 500, body: { error: { type: 'api_error', message: 'down' } } },
    ] as const) {
      const orderId = crypto.randomUUID();
      world.stripe.faults = ({ body }) => (body.includes(orderId) ? fault : null);
      await world.awaitPayment(orderId);
      await eventually(() => expect(world.stripe.callsFor(orderId, 'POST /v1/checkout/sessions')).not.toEqual([]));
      await world.requestCancellation(orderId);
      await world.until(orderId, 'closing');
      world.calm();
      world.letPass(1);
      await world.once(PaymentExpiredV1, orderId);
      expect(await world.sessionsOf(orderId)).toMatchObject([{ status: 'expired' }]);
      expect(world.typesAbout(orderId)).toEqual(['payment.expired.v1']);
    }
  });

  it('before it has asked for any, none is opened later either', async () => {
    const orderId = crypto.randomUUID();
    await world.requestCancellation(orderId);
    await world.once(PaymentExpiredV1, orderId);
    await world.awaitPayment(orderId);
    await world.requestCancellation(orderId);
    expect(await world.sessionsOf(orderId)).toEqual([]);
    expect(world.typesAbout(orderId)).toEqual(['payment.expired.v1']);
    expect((await world.payment(orderId)).body).toMatchObject({ status: 'expired', total: null, captured: null });
  });

  it('and ends although its session is open, the session is closed; without a payment nothing happens', async () => {
    const { orderId, sessionId } = await world.opened();
    await world.cancelOrder(orderId);
    await world.once(PaymentExpiredV1, orderId);
    expect(await world.sessionsOf(orderId)).toMatchObject([{ id: sessionId, status: 'expired' }]);
    const unknown = crypto.randomUUID();
    await world.cancelOrder(unknown);
    expect((await world.payment(unknown)).status).toBe(404);
  });
});

describe('when money comes after the payment has expired', () => {
  it('it goes back once, and nothing is confirmed', async () => {
    const { orderId, sessionId } = await world.opened();
    // Stripe says that it has closed the session, and has not.
    world.stripe.faults = ({ name }) =>
      name === `POST /v1/checkout/sessions/${sessionId}/expire`
        ? {
            do: 'answer',
            status: 200,
            body: {
              id: sessionId,
              object: 'checkout.session',
              client_reference_id: orderId,
              metadata: { orderId, attempt: '1' },
              livemode: false,
              status: 'expired',
              url: null,
              expires_at: 1_800_000_000,
            },
          }
        : null;
    await world.requestCancellation(orderId);
    await world.once(PaymentExpiredV1, orderId);
    world.calm();
    expect(await world.pay(sessionId)).toBe(200);
    const { data } = await world.once(RefundSucceededV1, orderId);
    const { body } = await world.payment(orderId);
    const [{ paymentIntentId }] = body.captures;
    expect(data).toEqual({
      orderId,
      refundId: `late:${paymentIntentId}`,
      amount: total,
      email: 'amira@souk.test',
      reason: 'late-payment',
    });
    await settled(orderId);
    const { charges, refunds } = await world.ledgerOf(paymentIntentId);
    expect(charges).toMatchObject([{ amount: 2990, amount_refunded: 2990 }]);
    expect(refunds).toHaveLength(1);
    expect(body).toMatchObject({ status: 'expired', paymentIntentId: null });
    expect(world.typesAbout(orderId)).toEqual([
      'payment.session-opened.v1',
      'payment.expired.v1',
      'refund.succeeded.v1',
    ]);
  });
});

describe('whatever happens', () => {
  it('events, views and stored webhooks hold nothing of the card and no key', async () => {
    const { orderId } = await world.paid();
    await settled(orderId);
    const admin = { token: world.admin };
    const said = JSON.stringify([
      world.service.bus.published.filter(({ topic }) => topic === 'payment-events'),
      (await world.payment(orderId)).body,
      (await world.service.api.get(`/v1/admin/webhook-events?orderId=${orderId}`, admin)).body,
    ]);
    // Four digits alone are in some random id now and then.
    for (const secret of ['42424242', '"4242"', 'fingerprint', 'client_secret', 'exp_month', STRIPE_KEY]) {
      expect(said).not.toContain(secret);
    }
  });
});
