import { randomUUID } from 'node:crypto';
import {
  PaymentExpiredV1,
  PaymentRefusedV1,
  PaymentSessionOpenedV1,
  PaymentSucceededV1,
} from '@souk/contracts/payment-events';
import { OrderAwaitingPaymentV1 } from '@souk/contracts/order-events';
import { eventually } from '@souk/testing/eventually';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PaymentWorld, PUBLIC_URL, total } from './payment-world.ts';

const CREATE = 'POST /v1/checkout/sessions';
const DOWN = { do: 'answer', status: 503, body: { error: { type: 'api_error', message: 'down' } } } as const;

let world: PaymentWorld;
beforeAll(async () => {
  world = await PaymentWorld.start();
});
afterEach(() => world.calm());
afterAll(() => world.stop());

describe('when an order awaits payment', () => {
  it('opens one session at Stripe for all of it and says where to pay', async () => {
    const { orderId, sessionId } = await world.opened();
    const { data } = await world.once(PaymentSessionOpenedV1, orderId);
    expect(data).toMatchObject({ orderId, attempt: 1, sessionId });
    expect((await fetch(data.url)).status).toBe(200);
    const minutes = (Date.parse(data.expiresAt) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(34);
    expect(minutes).toBeLessThan(36);

    const [call] = world.stripe.callsFor(orderId, CREATE);
    expect(call!.idempotencyKey).toBe(`checkout:${orderId}:1`);
    const sent = Object.fromEntries(new URLSearchParams(call!.body));
    expect(sent).toMatchObject({
      mode: 'payment',
      client_reference_id: orderId,
      customer_email: 'amira@souk.test',
      'metadata[orderId]': orderId,
      'payment_intent_data[metadata][orderId]': orderId,
      'adaptive_pricing[enabled]': 'false',
      success_url: `${PUBLIC_URL}/checkout/success?order=${orderId}&session_id={CHECKOUT_SESSION_ID}`,
      cancel_url: `${PUBLIC_URL}/checkout/cancelled?order=${orderId}`,
      'line_items[0][price_data][product_data][name]': 'Green tea, 100 g',
      'line_items[0][price_data][unit_amount]': '1250',
      'line_items[0][quantity]': '2',
      'line_items[1][price_data][product_data][name]': 'Standard delivery',
      'line_items[1][price_data][unit_amount]': '490',
    });
  });

  it('asked twice, by the same event and by another, opens one session', async () => {
    const orderId = randomUUID();
    const event = await world.awaitPayment(orderId);
    const { id, sequence, data } = event;
    await world.service.deliver(OrderAwaitingPaymentV1, data, { subject: orderId, id, sequence });
    await world.awaitPayment(orderId);
    await world.until(orderId, 'open');
    await world.awaitPayment(orderId);
    expect(await world.sessionsOf(orderId)).toHaveLength(1);
    expect(world.typesAbout(orderId)).toEqual(['payment.session-opened.v1']);
  });

  it('while Stripe is down, keeps what it wants and opens the session afterwards', async () => {
    const orderId = randomUUID();
    world.stripe.faults = (call) => (call.body.includes(orderId) ? DOWN : null);
    await world.awaitPayment(orderId);
    // The SDK has given up after its third try.
    await eventually(() => expect(world.stripe.callsFor(orderId, CREATE)).toHaveLength(3));
    expect((await world.payment(orderId)).body).toMatchObject({ status: 'requested', sessionId: null });
    world.calm();
    world.letPass(1);
    await world.once(PaymentSessionOpenedV1, orderId);
  });

  it('when the reply is lost, asks for the very same session again and gets it', async () => {
    const orderId = randomUUID();
    world.stripe.faults = (call) => (call.body.includes(orderId) ? { do: 'lose-reply' } : null);
    await world.awaitPayment(orderId);
    await eventually(() => expect(world.stripe.callsFor(orderId, CREATE)).toHaveLength(3));
    world.calm();
    world.letPass(1);
    const { data } = await world.once(PaymentSessionOpenedV1, orderId);
    const sessions = await world.sessionsOf(orderId);
    expect(sessions.map(({ id }) => id)).toEqual([data.sessionId]);
    const bodies = world.stripe.callsFor(orderId, CREATE).map(({ body }) => body);
    expect(new Set(bodies).size).toBe(1);
  });

  it('when the session is paid before its reply is known, the payment succeeds', async () => {
    const orderId = randomUUID();
    world.stripe.faults = ({ name, body }) => (name === CREATE && body.includes(orderId) ? { do: 'lose-reply' } : null);
    await world.awaitPayment(orderId);
    const [session] = await eventually(async () => {
      const sessions = await world.sessionsOf(orderId);
      expect(sessions).toHaveLength(1);
      return sessions;
    });
    expect(await world.pay(session!.id)).toBe(200);
    const { data } = await world.once(PaymentSucceededV1, orderId);
    expect(data).toMatchObject({ sessionId: session!.id, amount: total });
    world.calm();
    world.letPass(1);
    const { body } = await world.payment(orderId);
    expect(body).toMatchObject({ status: 'succeeded', refunds: [], captured: total });
  });

  it('when Stripe refuses it, ends the payment and tells the admins why', async () => {
    const orderId = randomUUID();
    const refusal = { type: 'invalid_request_error', code: 'account_invalid', message: 'Cannot charge.' };
    const refuses = (call: { body: string }) => call.body.includes(orderId);
    world.stripe.faults = (call) => (refuses(call) ? { do: 'answer', status: 403, body: { error: refusal } } : null);
    await world.awaitPayment(orderId);
    const { data } = await world.once(PaymentRefusedV1, orderId);
    expect(data).toEqual({ orderId, code: 'account_invalid' });
    const { body } = await world.payment(orderId);
    expect(body).toMatchObject({ status: 'refused', refusal: expect.stringContaining('account_invalid') });
    world.calm();
    world.letPass(6);
    await world.requestCancellation(orderId);
    expect(world.typesAbout(orderId)).toEqual(['payment.refused.v1']);
    expect(await world.sessionsOf(orderId)).toEqual([]);
  });

  it('when Stripe is back only after the session would have been too short, the payment expires', async () => {
    const orderId = randomUUID();
    world.stripe.faults = (call) => (call.body.includes(orderId) ? DOWN : null);
    await world.awaitPayment(orderId);
    await eventually(() => expect(world.stripe.callsFor(orderId, CREATE)).toHaveLength(3));
    const tooLate = { type: 'invalid_request_error', param: 'expires_at', message: 'Too soon.' };
    world.stripe.faults = (call) =>
      call.body.includes(orderId) ? { do: 'answer', status: 400, body: { error: tooLate } } : null;
    world.letPass(1);
    await world.once(PaymentExpiredV1, orderId);
    expect(world.typesAbout(orderId)).toEqual(['payment.expired.v1']);
  });

  it.each([
    ['too little', 10, 'amount_too_small'],
    ['too much', 60_000_000, 'amount_too_large'],
    ['nothing', 0, 'amount_too_small'],
  ])('of %s to be charged, refuses it without asking Stripe', async (_what, unitPrice, code) => {
    const orderId = randomUUID();
    await world.awaitPayment(orderId, { unitPrice });
    const { data } = await world.once(PaymentRefusedV1, orderId);
    expect(data).toEqual({ orderId, code });
    expect(world.stripe.callsFor(orderId, CREATE)).toEqual([]);
  });
});

describe('when an order awaits payment with a higher attempt', () => {
  it('closes the session before it and opens the next, at most one being payable', async () => {
    const { orderId, sessionId } = await world.opened();
    await world.awaitPayment(orderId, { attempt: 2 });
    await eventually(() => expect(world.published(PaymentSessionOpenedV1, orderId)).toHaveLength(2));
    const sessions = await world.sessionsOf(orderId);
    const [next] = sessions.filter(({ id }) => id !== sessionId);
    expect(sessions).toHaveLength(2);
    expect(sessions.find(({ id }) => id === sessionId)).toMatchObject({ status: 'expired' });
    expect(next).toMatchObject({ status: 'open' });
    expect(world.published(PaymentSessionOpenedV1, orderId)[1]!.data).toMatchObject({
      attempt: 2,
      sessionId: next!.id,
    });
    await world.pay(next!.id);
    await world.once(PaymentSucceededV1, orderId);
    expect(world.published(PaymentExpiredV1, orderId)).toEqual([]);
  });

  it('when the session before it was paid meanwhile, opens none: the payment has won', async () => {
    const { orderId, sessionId } = await world.opened();
    world.webhooks.loses = () => true;
    await world.pay(sessionId);
    await world.awaitPayment(orderId, { attempt: 2 });
    const { data } = await world.once(PaymentSucceededV1, orderId);
    expect(data.sessionId).toBe(sessionId);
    expect(await world.sessionsOf(orderId)).toHaveLength(1);
  });
});
