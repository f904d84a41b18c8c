import type Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { control, cups, Receiver, refusal, startSandbox, temporaryFolder, type StartOptions } from './fixture.ts';

const SUCCEEDS = 'AT611904300234573201';
const FAILS = 'IT60X0542811101000000123456';
const LATER_MS = 3_600_000;

async function debited(iban: string, options: StartOptions = {}) {
  const sandbox = await startSandbox(options);
  const { id, url } = await sandbox.stripe.checkout.sessions.create(cups());
  const paid = await control(`${sandbox.url}/_sandbox/stripe/sessions/${id}/pay`, { iban });
  const { session, payment_intent: intent } = (await paid.json()) as {
    session: Stripe.Checkout.Session;
    payment_intent: Stripe.PaymentIntent;
  };
  const settle = () => control(`${sandbox.url}/_sandbox/stripe/payment_intents/${intent.id}/settle`);
  return { ...sandbox, session, intent, page: url ?? '', settle };
}

describe('a SEPA debit', () => {
  it('completes the session unpaid, with an intent that is processing, and says so', async () => {
    const receiver = await Receiver.start();
    const { stripe, session, page } = await debited(SUCCEEDS, { webhookUrl: receiver.url, settleAfterMs: LATER_MS });
    const completed = await receiver.received('checkout.session.completed');
    expect(completed.data.object).toMatchObject({ id: session.id, status: 'complete', payment_status: 'unpaid' });
    const found = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent.latest_charge'] });
    expect(found.payment_intent).toMatchObject({
      status: 'processing',
      amount_received: 0,
      metadata: { order_id: 'order-1' },
      latest_charge: {
        status: 'pending',
        paid: false,
        payment_method_details: { type: 'sepa_debit', sepa_debit: { country: 'AT', last4: '3201' } },
      },
    });
    const again = await fetch(page);
    expect(again.status).toBe(410);
    expect(await again.text()).toContain('Your debit was ordered');
    expect(await refusal(stripe.checkout.sessions.expire(session.id))).toMatchObject({ statusCode: 400 });
    expect(receiver.types()).not.toContain('checkout.session.async_payment_succeeded');
  });

  it('is paid when it settles by itself', async () => {
    const receiver = await Receiver.start();
    const { stripe, session, intent } = await debited(SUCCEEDS, { webhookUrl: receiver.url, settleAfterMs: 20 });
    const event = await receiver.received('checkout.session.async_payment_succeeded');
    expect(event.data.object).toMatchObject({ id: session.id, status: 'complete', payment_status: 'paid' });
    expect(await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] })).toMatchObject({
      status: 'succeeded',
      amount_received: 3998,
      latest_charge: { status: 'succeeded', paid: true, captured: true, amount_captured: 3998 },
    });
    expect((await stripe.events.list()).data.map(({ type }) => type)).toEqual([
      'checkout.session.async_payment_succeeded',
      'payment_intent.succeeded',
      'charge.succeeded',
      'checkout.session.completed',
      'payment_intent.processing',
      'charge.pending',
    ]);
    expect(await stripe.refunds.create({ payment_intent: intent.id })).toMatchObject({ status: 'succeeded' });
  });

  it('leaves the session unpaid when it fails', async () => {
    const receiver = await Receiver.start();
    const { stripe, session, intent } = await debited(FAILS, { webhookUrl: receiver.url, settleAfterMs: 20 });
    const event = await receiver.received('checkout.session.async_payment_failed');
    expect(event.data.object).toMatchObject({ id: session.id, status: 'complete', payment_status: 'unpaid' });
    expect(await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] })).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_payment_attempt_failed', payment_method: { type: 'sepa_debit' } },
      latest_charge: { status: 'failed', failure_code: 'insufficient_funds' },
    });
    const types = (await stripe.events.list({ limit: 3 })).data.map(({ type }) => type);
    expect(types).toEqual(['checkout.session.async_payment_failed', 'payment_intent.payment_failed', 'charge.failed']);
  });

  it('settles at once when told to, and only once', async () => {
    const { stripe, session, intent, settle, url } = await debited(SUCCEEDS, { settleAfterMs: LATER_MS });
    expect(await (await settle()).json()).toMatchObject({
      session: { id: session.id, payment_status: 'paid' },
      payment_intent: { id: intent.id, status: 'succeeded' },
    });
    const again = await settle();
    expect([again.status, await again.json()]).toMatchObject([
      400,
      { error: { code: 'payment_intent_unexpected_state' } },
    ]);
    expect((await control(`${url}/_sandbox/stripe/payment_intents/pi_1/settle`)).status).toBe(404);
    expect((await stripe.charges.list()).data).toHaveLength(1);
  });

  it('settles after a restart', async () => {
    const dir = await temporaryFolder();
    const before = await debited(SUCCEEDS, { dir, settleAfterMs: 1500 });
    await before.close();
    const receiver = await Receiver.start();
    const after = await startSandbox({ dir, webhookUrl: receiver.url, settleAfterMs: LATER_MS });
    await receiver.received('checkout.session.async_payment_succeeded');
    expect((await after.stripe.checkout.sessions.retrieve(before.session.id)).payment_status).toBe('paid');
  });

  it('is for euros only', async () => {
    const { stripe, url } = await startSandbox();
    const price = { currency: 'usd', unit_amount: 900, product_data: { name: 'Cup' } };
    const lines = { line_items: [{ quantity: 1, price_data: price }] };
    const session = await stripe.checkout.sessions.create(cups(lines));
    expect(session.payment_method_types).toEqual(['card']);
    const refused = await control(`${url}/_sandbox/stripe/sessions/${session.id}/pay`, { iban: SUCCEEDS });
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: { type: 'invalid_request_error' } }]);
    expect(await (await fetch(session.url ?? '')).text()).not.toContain('IBAN');
    const error = await refusal(
      stripe.checkout.sessions.create(cups({ ...lines, allowed_payment_method_types: ['sepa_debit'] })),
    );
    expect(error.message).toContain('is for eur, not usd');
  });

  it('is refused from any IBAN but the test ones, before anything is charged', async () => {
    const { stripe, url } = await startSandbox();
    const { id } = await stripe.checkout.sessions.create(cups());
    const answer = await control(`${url}/_sandbox/stripe/sessions/${id}/pay`, { iban: 'DE89370400440532013000' });
    expect([answer.status, await answer.json()]).toMatchObject([402, { error: { code: 'invalid_bank_account_iban' } }]);
    expect((await stripe.charges.list()).data).toEqual([]);
  });
});

describe('the payment page of a session in euros', () => {
  const submit = (page: string | null, fields: Record<string, string>) =>
    fetch(page ?? '', { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

  it('offers a SEPA debit beside the card, and leads back to the shop', async () => {
    const { stripe } = await startSandbox({ settleAfterMs: LATER_MS });
    const { id, url } = await stripe.checkout.sessions.create(cups());
    const text = await (await fetch(`${url}?iban=${FAILS}`)).text();
    for (const shown of ['Pay with card', 'Pay by SEPA debit', 'value="IT60 X054 2811 1010 0000 0123 456"']) {
      expect(text).toContain(shown);
    }
    const fields = { email: 'jo@shop.localhost', iban: 'at61 1904 3002 3457 3201', name: 'Jo' };
    const answer = await submit(url, fields);
    expect(answer.headers.get('location')).toBe(`http://shop.localhost/thanks?session=${id}`);
    expect(await stripe.checkout.sessions.retrieve(id)).toMatchObject({
      status: 'complete',
      payment_status: 'unpaid',
      customer_details: { email: 'jo@shop.localhost', name: 'Jo' },
    });
  });

  it.each([
    [{ iban: 'DE89370400440532013000' }, 'takes test IBANs only'],
    [{ email: 'nobody' }, 'Enter your e-mail address'],
    [{ name: '' }, 'Enter the name of the account holder'],
  ])('refuses a debit with %o and keeps what was typed', async (fields, message) => {
    const { stripe } = await startSandbox();
    const { url } = await stripe.checkout.sessions.create(cups());
    const answer = await submit(url, { email: 'jo@shop.localhost', iban: SUCCEEDS, name: 'Jo Typed', ...fields });
    expect(answer.status).toBe(402);
    const text = await answer.text();
    expect(text).toContain(message);
    expect(text).toMatch(/<details class="cards" open>\s*<summary>Pay by SEPA debit/);
  });
});
