import path from 'node:path';
import type Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { Store } from '../../src/store.ts';
import { cups, Receiver, refusal, startSandbox, submitPaymentPage, temporaryFolder } from './fixture.ts';

const seconds = () => Math.floor(Date.now() / 1000);

describe('a checkout session', () => {
  it('is open and unpaid, without a payment intent, when it is created', async () => {
    const { stripe, url } = await startSandbox();
    const session = await stripe.checkout.sessions.create(cups({ adaptive_pricing: { enabled: false } }));

    expect(session).toMatchObject({
      object: 'checkout.session',
      adaptive_pricing: { enabled: false },
      status: 'open',
      payment_status: 'unpaid',
      payment_intent: null,
      amount_total: 3998,
      currency: 'eur',
      client_reference_id: 'order-1',
      metadata: { order_id: 'order-1' },
      livemode: false,
      url: `${url}/c/pay/${session.id}`,
    });
    expect(session.expires_at - session.created).toBe(24 * 3600);
  });

  it('is complete and paid after the form of its page is sent, and leads back to the shop', async () => {
    const { stripe } = await startSandbox();
    const { id, url } = await stripe.checkout.sessions.create(cups());

    const answer = await submitPaymentPage(url);

    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`http://shop.localhost/thanks?session=${id}`);
    const session = await stripe.checkout.sessions.retrieve(id, {
      expand: ['payment_intent.latest_charge', 'line_items.data.price.product'],
    });
    expect(session).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      url: null,
      customer_details: { email: 'jo@shop.localhost', name: 'Jo' },
      payment_intent: {
        status: 'succeeded',
        amount_received: 3998,
        metadata: { order_id: 'order-1' },
        latest_charge: { status: 'succeeded', amount: 3998, metadata: { order_id: 'order-1' } },
      },
    });
    expect(session.line_items?.data[0]).toMatchObject({
      quantity: 2,
      amount_total: 3998,
      price: { product: { name: 'Cup' } },
    });
    expect(session.line_items?.data[0]?.price?.unit_amount_decimal?.toString()).toBe('1999');
  });

  it('lists its line items page by page', async () => {
    const { stripe } = await startSandbox();
    const line = (name: string) => ({
      quantity: 1,
      price_data: { currency: 'eur', unit_amount: 500, product_data: { name } },
    });
    const { id } = await stripe.checkout.sessions.create(cups({ line_items: ['a', 'b', 'c'].map(line) }));
    const names: (string | null)[] = [];
    for await (const item of stripe.checkout.sessions.listLineItems(id, { limit: 2 })) names.push(item.description);
    expect(names).toEqual(['a', 'b', 'c']);
  });

  it('sells prices of the catalog to a known customer', async () => {
    const { stripe } = await startSandbox();
    const customer = await stripe.customers.create({ email: 'jo@shop.localhost' });
    const product = await stripe.products.create({ name: 'Plate' });
    const price = await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 900 });
    const session = await stripe.checkout.sessions.create(
      cups({
        customer: customer.id,
        line_items: [{ price: price.id, quantity: 3 }],
        expand: ['customer', 'line_items'],
      }),
    );
    expect(session).toMatchObject({ amount_total: 2700, currency: 'usd', customer: { email: 'jo@shop.localhost' } });
    expect(session.line_items?.data[0]?.description).toBe('Plate');
  });

  it('counts zero-decimal money in whole units', async () => {
    const { stripe } = await startSandbox();
    const yen = { currency: 'jpy', unit_amount: 1200, product_data: { name: 'Bowl' } };
    const session = await stripe.checkout.sessions.create(cups({ line_items: [{ quantity: 1, price_data: yen }] }));
    expect(session.amount_total).toBe(1200);
    expect(await (await fetch(session.url ?? '')).text()).toContain('Pay ¥1,200');
  });

  it('can be found by its payment intent and by its status', async () => {
    const { stripe } = await startSandbox();
    const paid = await stripe.checkout.sessions.create(cups());
    const open = await stripe.checkout.sessions.create(cups());
    await submitPaymentPage(paid.url);
    const { payment_intent } = await stripe.checkout.sessions.retrieve(paid.id);
    const ids = (list: { data: { id: string }[] }) => list.data.map(({ id }) => id);

    expect(ids(await stripe.checkout.sessions.list({ payment_intent: payment_intent as string }))).toEqual([paid.id]);
    expect(ids(await stripe.checkout.sessions.list({ status: 'open' }))).toEqual([open.id]);
    expect(ids(await stripe.checkout.sessions.list())).toEqual([open.id, paid.id]);
  });
});

describe('an expired checkout session', () => {
  it('cannot be paid any more', async () => {
    const { stripe, url } = await startSandbox();
    const session = await stripe.checkout.sessions.create(cups());
    expect(await stripe.checkout.sessions.expire(session.id)).toMatchObject({ status: 'expired', url: null });

    const answer = await submitPaymentPage(session.url);
    expect(answer.status).toBe(410);
    expect(await answer.text()).toContain('expired');
    expect(await (await fetch(`${url}/_sandbox/stripe/ledger`)).json()).toMatchObject({ payment_intents: [] });
  });

  it('takes the payment intent of a declined try with it', async () => {
    const { stripe } = await startSandbox();
    const { id, url } = await stripe.checkout.sessions.create(cups());
    await submitPaymentPage(url, { number: '4000000000000002' });
    await stripe.checkout.sessions.expire(id);
    const session = await stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent'] });
    expect(session.payment_intent).toMatchObject({ status: 'canceled', cancellation_reason: 'expired' });
  });

  it('leaves a payment alone that was made behind its back', async () => {
    const { stripe } = await startSandbox();
    const { id, url } = await stripe.checkout.sessions.create(cups());
    await submitPaymentPage(url, { number: '4000000000000002' });
    const { payment_intent } = await stripe.checkout.sessions.retrieve(id);
    await stripe.paymentIntents.confirm(payment_intent as string, { payment_method: 'pm_card_visa' });
    await stripe.checkout.sessions.expire(id);
    expect((await stripe.paymentIntents.retrieve(payment_intent as string)).status).toBe('succeeded');
  });

  it('is the only kind that expiring refuses, besides a complete one', async () => {
    const { stripe } = await startSandbox();
    const expired = await stripe.checkout.sessions.create(cups());
    await stripe.checkout.sessions.expire(expired.id);
    const complete = await stripe.checkout.sessions.create(cups());
    await submitPaymentPage(complete.url);

    for (const [id, status] of [
      [expired.id, 'expired'],
      [complete.id, 'complete'],
    ] as const) {
      const error = await refusal(stripe.checkout.sessions.expire(id));
      expect(error).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400 });
      expect(error.message).toContain(`This Checkout Session has a status of \`${status}\`.`);
    }
  });

  it('expires by itself when its time comes, also after a restart', async () => {
    const dir = await temporaryFolder();
    const first = await startSandbox({ dir });
    const { id } = await first.stripe.checkout.sessions.create(cups());
    await first.close();
    bringExpiryForward(dir, id, seconds() + 2);

    const receiver = await Receiver.start();
    const second = await startSandbox({ dir, webhookUrl: receiver.url });
    expect((await second.stripe.checkout.sessions.retrieve(id)).status).toBe('open');
    const event = await receiver.received('checkout.session.expired');

    expect(event.data.object).toMatchObject({ id, status: 'expired', url: null });
    expect(event.request).toEqual({ id: null, idempotency_key: null });
    expect((await second.stripe.checkout.sessions.retrieve(id)).status).toBe('expired');
  });
});

function bringExpiryForward(dir: string, id: string, expiresAt: number): void {
  const store = Store.open(path.join(dir, 'sandbox.jsonl'));
  const sessions = store.collection<Stripe.Checkout.Session>('stripe.sessions');
  sessions.put(id, { ...sessions.get(id)!, expires_at: expiresAt });
  store.close();
}

describe('creating a checkout session is refused', () => {
  const priced = (unitAmount: number, currency = 'eur') => ({
    quantity: 1,
    price_data: { currency, unit_amount: unitAmount, product_data: { name: 'Cup' } },
  });
  const cases: [why: string, given: Record<string, unknown>, error: Record<string, unknown>][] = [
    ['without success_url', { success_url: undefined }, { code: 'parameter_missing', param: 'success_url' }],
    ['with a relative success_url', { success_url: '/thanks' }, { code: 'url_invalid', param: 'success_url' }],
    ['without line items', { line_items: undefined }, { code: 'parameter_missing', param: 'line_items' }],
    [
      'without a quantity',
      { line_items: [{ ...priced(500), quantity: undefined }] },
      { param: 'line_items[0][quantity]' },
    ],
    ['with a quantity of 0', { line_items: [{ ...priced(500), quantity: 0 }] }, { param: 'line_items[0][quantity]' }],
    ['with half a cent', { line_items: [priced(500.5)] }, { code: 'parameter_invalid_integer' }],
    ['with a negative amount', { line_items: [priced(-500)] }, { code: 'parameter_invalid_integer' }],
    ['with a total below the minimum', { line_items: [priced(49)] }, { code: 'amount_too_small' }],
    ['with a total above the maximum', { line_items: [priced(99_999_999), priced(1)] }, { code: 'amount_too_large' }],
    [
      'with an unknown currency',
      { line_items: [priced(500, 'xyz')] },
      { param: 'line_items[0][price_data][currency]' },
    ],
    ['with two currencies', { line_items: [priced(500), priced(500, 'usd')] }, { param: 'line_items' }],
    ['with three decimals not in tens', { line_items: [priced(10_005, 'kwd')] }, { code: undefined }],
    ['with an unknown price', { line_items: [{ price: 'price_1', quantity: 1 }] }, { code: 'resource_missing' }],
    ['with an unknown customer', { customer: 'cus_1' }, { code: 'resource_missing', param: 'customer' }],
    ['when it would live for 10 minutes', { expires_at: seconds() + 600 }, { param: 'expires_at' }],
    ['when it would live for 2 days', { expires_at: seconds() + 172_800 }, { param: 'expires_at' }],
    ['with payment_method_types', { payment_method_types: ['card'] }, { param: 'payment_method_types' }],
    ['with a misspelt parameter', { sucess_url: 'x' }, { code: 'parameter_unknown', param: 'sucess_url' }],
    [
      'with a misspelt nested parameter',
      { payment_intent_data: { metdata: { a: 'b' } } },
      { code: 'parameter_unknown', param: 'payment_intent_data[metdata]' },
    ],
    ['with too long metadata', { metadata: { a: 'x'.repeat(501) } }, { param: 'metadata[a]' }],
  ];

  it.each(cases)('%s', async (_why, given, expected) => {
    const { stripe } = await startSandbox();
    const error = await refusal(stripe.checkout.sessions.create(cups(given)));
    expect(error).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400, ...expected });
    expect((await stripe.checkout.sessions.list()).data).toEqual([]);
  });
});
