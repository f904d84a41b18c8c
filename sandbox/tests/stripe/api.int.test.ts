import { describe, expect, it } from 'vitest';
import { cups, refusal, startSandbox } from './fixture.ts';

const authorized = { headers: { authorization: 'Bearer sk_test_1' } };

describe('the Stripe API', () => {
  it.each([
    ['no key', {}, 'You did not provide an API key.'],
    ['a live key', { authorization: 'Bearer sk_live_123' }, 'Invalid API Key provided: sk_live_***'],
    ['another scheme', { authorization: 'Digest sk_test_123' }, 'You did not provide an API key.'],
  ])('answers 401 to %s', async (_what, headers, message) => {
    const { url } = await startSandbox();
    const answer = await fetch(`${url}/v1/events`, { headers });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({
      error: { type: 'invalid_request_error', message: expect.stringContaining(message) },
    });
  });

  it('takes a key as the user name of Basic authentication', async () => {
    const { url } = await startSandbox();
    const authorization = `Basic ${Buffer.from('sk_test_123:').toString('base64')}`;
    expect((await fetch(`${url}/v1/events`, { headers: { authorization } })).status).toBe(200);
  });

  it('gives each answer a request id and the version that was asked for', async () => {
    const { url } = await startSandbox();
    const headers = { ...authorized.headers, 'stripe-version': '2024-06-20' };
    const answers = await Promise.all([
      fetch(`${url}/v1/events`, { headers }),
      fetch(`${url}/v1/nothing`, { headers }),
    ]);
    const requestIds = answers.map((answer) => answer.headers.get('request-id'));
    expect(requestIds).toEqual([expect.stringMatching(/^req_/), expect.stringMatching(/^req_/)]);
    expect(answers.map((answer) => answer.headers.get('stripe-version'))).toEqual(['2024-06-20', '2024-06-20']);
  });

  it('answers 404 to an unknown address and to unknown ids', async () => {
    const { stripe, url } = await startSandbox();
    expect((await fetch(`${url}/v1/balance`, authorized)).status).toBe(404);
    const errors = await Promise.all([
      refusal(stripe.checkout.sessions.retrieve('cs_test_1')),
      refusal(stripe.paymentIntents.retrieve('pi_1')),
      refusal(stripe.charges.retrieve('ch_1')),
      refusal(stripe.refunds.retrieve('re_1')),
      refusal(stripe.customers.retrieve('cus_1')),
    ]);
    for (const error of errors) {
      expect(error).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 404, code: 'resource_missing' });
      expect(error.message).toMatch(/^No such /);
    }
  });

  it('refuses to expand what cannot be expanded', async () => {
    const { stripe } = await startSandbox();
    const { id } = await stripe.checkout.sessions.create(cups());
    const error = await refusal(stripe.checkout.sessions.retrieve(id, { expand: ['amount_total'] }));
    expect(error.message).toContain('This property cannot be expanded (amount_total).');
  });

  it('expands what is in a list', async () => {
    const { stripe } = await startSandbox();
    await stripe.paymentIntents.create({ amount: 500, currency: 'usd', payment_method: 'pm_card_visa', confirm: true });
    const { data } = await stripe.charges.list({ expand: ['data.payment_intent'] });
    expect(data[0]?.payment_intent).toMatchObject({ object: 'payment_intent', amount: 500 });
  });
});

describe('a payment intent', () => {
  it('is confirmed later with a payment method that was made before', async () => {
    const { stripe } = await startSandbox();
    const method = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } });
    const { id, status } = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    expect(status).toBe('requires_payment_method');
    const confirmed = await stripe.paymentIntents.confirm(id, { payment_method: method.id });
    expect(confirmed).toMatchObject({ status: 'succeeded', payment_method: method.id });
    const error = await refusal(stripe.paymentIntents.confirm(id, { payment_method: method.id }));
    expect(error).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' });
  });

  it('raises a card error with the intent when the card is declined', async () => {
    const { stripe } = await startSandbox();
    const params = { amount: 500, currency: 'usd', confirm: true };
    const payment_method = 'pm_card_chargeDeclinedInsufficientFunds';
    const error = await refusal(stripe.paymentIntents.create({ ...params, payment_method }));
    expect(error).toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      charge: expect.stringMatching(/^ch_/),
      payment_intent: { status: 'requires_payment_method' },
    });
  });

  it('can be cancelled until it has succeeded', async () => {
    const { stripe } = await startSandbox();
    const open = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    const canceled = await stripe.paymentIntents.cancel(open.id, { cancellation_reason: 'abandoned' });
    expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' });
    const payment_method = 'pm_card_visa';
    const paid = await stripe.paymentIntents.create({ amount: 500, currency: 'usd', payment_method, confirm: true });
    expect(await refusal(stripe.paymentIntents.cancel(paid.id))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });
});

describe('the control API', () => {
  const post = (url: string, body?: object) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) });

  it('says that the sandbox is healthy', async () => {
    const { url } = await startSandbox();
    expect(await (await fetch(`${url}/_sandbox/health`)).json()).toEqual({ status: 'ok' });
  });

  it('pays a session as its page would and shows it in the ledger', async () => {
    const { stripe, url } = await startSandbox();
    const { id } = await stripe.checkout.sessions.create(cups());
    const control = `${url}/_sandbox/stripe`;

    const declined = await post(`${control}/sessions/${id}/pay`, { cardNumber: '4000000000009995' });
    expect(declined.status).toBe(402);
    expect(await declined.json()).toMatchObject({ error: { decline_code: 'insufficient_funds' } });
    const paid = await post(`${control}/sessions/${id}/pay`, { cardNumber: '4242424242424242' });
    expect(await paid.json()).toMatchObject({
      session: { status: 'complete' },
      payment_intent: { status: 'succeeded' },
    });
    expect((await post(`${control}/sessions/${id}/pay`, { cardNumber: '4242424242424242' })).status).toBe(400);
    expect((await post(`${control}/sessions/${id}/pay`)).status).toBe(400);

    expect(await (await fetch(`${control}/sessions`)).json()).toMatchObject([
      { id, status: 'complete', payment_status: 'paid', amount_total: 3998, client_reference_id: 'order-1', url: null },
    ]);
    expect(await (await fetch(`${control}/ledger`)).json()).toMatchObject({
      payment_intents: [
        { amount: 3998, amount_received: 3998, status: 'succeeded', metadata: { order_id: 'order-1' } },
      ],
      charges: [{ status: 'failed' }, { amount: 3998, amount_refunded: 0, status: 'succeeded' }],
      refunds: [],
    });
  });

  it('lets a session expire as if its time were over', async () => {
    const { stripe, url } = await startSandbox();
    const { id } = await stripe.checkout.sessions.create(cups());
    const expired = await post(`${url}/_sandbox/stripe/sessions/${id}/expire`);
    expect(await expired.json()).toMatchObject({ id, status: 'expired' });
    const [event] = (await stripe.events.list()).data;
    expect(event).toMatchObject({ type: 'checkout.session.expired', request: { id: null } });
    expect((await post(`${url}/_sandbox/stripe/sessions/cs_test_1/expire`)).status).toBe(404);
  });
});
