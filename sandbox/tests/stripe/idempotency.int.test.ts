import { once } from 'node:events';
import http from 'node:http';
import path from 'node:path';
import express, { type RequestHandler } from 'express';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Store } from '../../src/store.ts';
import { stripeApi } from '../../src/stripe/http/stripe-api.ts';
import { StripeAccount } from '../../src/stripe/stripe-account.ts';
import { clientOf, cups, refusal, startSandbox, submitPaymentPage, temporaryFolder } from './fixture.ts';

const sameKey = { idempotencyKey: 'checkout:order-1:1' };

describe('an idempotency key', () => {
  it('gives the first answer again to the same request', async () => {
    const { stripe } = await startSandbox();
    const first = await stripe.checkout.sessions.create(cups(), sameKey);
    const second = await stripe.checkout.sessions.create(cups(), sameKey);

    expect(second.id).toBe(first.id);
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
    expect(second.lastResponse.headers).toMatchObject({
      'idempotent-replayed': 'true',
      'idempotency-key': sameKey.idempotencyKey,
      'original-request': first.lastResponse.requestId,
    });
    expect((await stripe.checkout.sessions.list()).data).toHaveLength(1);
  });

  it('takes the same parameters in another order for the same request', async () => {
    const { url } = await startSandbox();
    const create = async (body: string) => {
      const headers = { authorization: 'Bearer sk_test_1', 'idempotency-key': 'customer-1' };
      return await (await fetch(`${url}/v1/customers`, { method: 'POST', headers, body })).json();
    };
    expect(await create('name=Jo&email=jo%40shop.localhost')).toEqual(
      await create('email=jo%40shop.localhost&name=Jo'),
    );
  });

  it('is refused with other parameters', async () => {
    const { stripe } = await startSandbox();
    await stripe.checkout.sessions.create(cups(), sameKey);
    const error = await refusal(stripe.checkout.sessions.create(cups({ client_reference_id: 'order-2' }), sameKey));
    expect(error).toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 });
  });

  it('gives the first answer again after a restart', async () => {
    const dir = await temporaryFolder();
    const before = await startSandbox({ dir });
    const first = await before.stripe.checkout.sessions.create(cups(), sameKey);
    await before.close();
    const after = await startSandbox({ dir });
    expect((await after.stripe.checkout.sessions.create(cups(), sameKey)).id).toBe(first.id);
  });

  it('is free again a day later', async () => {
    const { stripe } = await startSandbox();
    const first = await stripe.customers.create({ name: 'Jo' }, { idempotencyKey: 'customer-1' });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 25 * 3_600_000 });
    onTestFinished(() => void vi.useRealTimers());
    const second = await stripe.customers.create({ name: 'Jo' }, { idempotencyKey: 'customer-1' });
    expect(second.id).not.toBe(first.id);
  });

  it('refunds once, however often the refund is asked for', async () => {
    const { stripe } = await startSandbox();
    const { id, url } = await stripe.checkout.sessions.create(cups());
    await submitPaymentPage(url);
    const { payment_intent } = await stripe.checkout.sessions.retrieve(id);
    const refund = () =>
      stripe.refunds.create({ payment_intent: payment_intent as string, amount: 1000 }, { idempotencyKey: 'refund-1' });
    const ids = (await Promise.all([refund(), refund(), refund()])).map((made) => made.id);
    expect(new Set(ids).size).toBe(1);
    expect((await stripe.refunds.list()).data).toHaveLength(1);
  });

  it('remembers a declined payment', async () => {
    const { stripe } = await startSandbox();
    const pay = () =>
      stripe.paymentIntents.create(
        { amount: 2000, currency: 'usd', payment_method: 'pm_card_chargeDeclined', confirm: true },
        { idempotencyKey: 'pay-1' },
      );
    const [first, second] = [await refusal(pay()), await refusal(pay())];
    expect(first).toMatchObject({ type: 'StripeCardError', statusCode: 402, decline_code: 'generic_decline' });
    expect(second.payment_intent?.id).toBe(first.payment_intent?.id);
    expect(second.headers?.['idempotent-replayed']).toBe('true');
  });

  it('is free again after a request that was refused as invalid', async () => {
    const { stripe } = await startSandbox();
    await refusal(stripe.checkout.sessions.create(cups({ success_url: '/thanks' }), sameKey));
    expect((await stripe.checkout.sessions.create(cups(), sameKey)).status).toBe('open');
  });

  it('is in use while its first request is running', async () => {
    const arrivals: (() => void)[] = [];
    const stripe = await startApi((_request, _response, next) => arrivals.push(next));
    const first = stripe.checkout.sessions.create(cups(), sameKey);
    await expect.poll(() => arrivals.length).toBe(1);

    const error = await refusal(stripe.checkout.sessions.create(cups(), sameKey));
    expect(error).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });

    arrivals[0]?.();
    const again = stripe.checkout.sessions.create(cups(), sameKey);
    expect((await again).id).toBe((await first).id);
  });
});

/** The API alone, with `faults` in its one place for them. */
async function startApi(faults: RequestHandler) {
  const store = Store.open(path.join(await temporaryFolder(), 'sandbox.jsonl'));
  const options = {
    publicUrl: 'http://sandbox.localhost',
    settleAfterMs: 0,
    webhookUrl: null,
    webhookSecret: 'whsec_unused',
  };
  const account = new StripeAccount(store, options);
  const server = http.createServer(express().use('/v1', stripeApi(store, account, faults)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await account.close();
    store.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return clientOf(address.port);
}
