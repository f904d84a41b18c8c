import type Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { cups, Receiver, startSandbox, submitPaymentPage } from './fixture.ts';

async function openPage(given: Parameters<typeof cups>[0] = {}) {
  const sandbox = await startSandbox();
  const session = await sandbox.stripe.checkout.sessions.create(cups(given));
  if (session.url === null) throw new Error('no page');
  return { ...sandbox, session, page: session.url };
}

describe('the payment page', () => {
  it('shows what is bought, the amount, the test cards and that it is a sandbox', async () => {
    const { page } = await openPage();
    const answer = await fetch(page);
    const text = await answer.text();
    expect(answer.status).toBe(200);
    for (const shown of ['Cup', 'Qty 2', '€19.99 each', 'Pay €39.98', 'no real money moves', '4000 0000 0000 9995']) {
      expect(text).toContain(shown);
    }
    expect(text).toContain('href="http://shop.localhost/cart"');
  });

  it('escapes what the shop has named its products and forbids scripts', async () => {
    const name = '<script>alert(1)</script>"\'&';
    const product = { currency: 'eur', unit_amount: 900, product_data: { name } };
    const { page } = await openPage({ line_items: [{ quantity: 1, price_data: product }] });
    const answer = await fetch(page);
    expect(await answer.text()).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self' http://shop.localhost;");
    expect(policy).not.toContain('unsafe-inline');
  });

  it('fills in the test card that was picked', async () => {
    const { page } = await openPage();
    expect(await (await fetch(`${page}?card=4000000000009979`)).text()).toContain('value="4000 0000 0000 9979"');
  });

  it('keeps the e-mail address that the shop has given', async () => {
    const { page, stripe, session } = await openPage({ customer_email: 'known@shop.localhost' });
    expect(await (await fetch(page)).text()).toMatch(/value="known@shop\.localhost"\s+required\s+readonly/);
    await submitPaymentPage(page, { email: 'other@shop.localhost' });
    const paid = await stripe.checkout.sessions.retrieve(session.id);
    expect(paid.customer_details?.email).toBe('known@shop.localhost');
  });

  it.each([
    ['4000000000000002', 'card_declined', 'generic_decline', 'Your card was declined.'],
    ['4000000000009995', 'card_declined', 'insufficient_funds', 'Your card has insufficient funds.'],
    ['4000000000009987', 'card_declined', 'lost_card', 'Your card was declined.'],
    ['4000000000009979', 'card_declined', 'stolen_card', 'Your card was declined.'],
    ['4000000000000069', 'expired_card', undefined, 'Your card has expired.'],
    ['4000000000000127', 'incorrect_cvc', undefined, 'security code is incorrect.'],
    ['4000000000000119', 'processing_error', undefined, 'An error occurred while processing your card.'],
  ])('declines %s with %s, says why and can be paid with another card', async (number, code, declineCode, message) => {
    const receiver = await Receiver.start();
    const { stripe } = await startSandbox({ webhookUrl: receiver.url });
    const session = await stripe.checkout.sessions.create(cups());

    const answer = await submitPaymentPage(session.url, { number });
    expect(answer.status).toBe(402);
    expect(await answer.text()).toContain(message);
    const event = await receiver.received('payment_intent.payment_failed');
    const intent = event.data.object as Stripe.PaymentIntent;
    expect(intent).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { type: 'card_error', code },
    });
    expect(intent.last_payment_error?.decline_code).toBe(declineCode);
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');

    expect((await submitPaymentPage(session.url)).status).toBe(303);
    await receiver.received('checkout.session.completed');
    expect(receiver.types().toSorted()).toEqual([
      'charge.failed',
      'charge.succeeded',
      'checkout.session.completed',
      'payment_intent.payment_failed',
      'payment_intent.succeeded',
    ]);
  });

  it.each([
    [{ number: '4242 4242 4242 4241' }, 'Your card number is incorrect.'],
    [{ number: '5555 5555 5555 4444' }, 'takes test cards only'],
    [{ expiry: '13 / 40' }, 'expiration date is incomplete'],
    [{ expiry: '01 / 20' }, 'expiration date is in the past'],
    [{ cvc: '1' }, 'security code is incomplete'],
    [{ email: 'nobody' }, 'Enter your e-mail address'],
  ])('refuses %o before anything is charged', async (fields, message) => {
    const { page, url, session, stripe } = await openPage();
    const answer = await submitPaymentPage(page, fields);
    expect(answer.status).toBe(402);
    expect(await answer.text()).toContain(message);
    expect(await (await fetch(`${url}/_sandbox/stripe/ledger`)).json()).toMatchObject({ charges: [] });
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');
  });

  it('says that a paid session is paid, and charges once', async () => {
    const { page, url } = await openPage();
    await submitPaymentPage(page);
    const again = await submitPaymentPage(page);
    expect(again.status).toBe(410);
    expect(await again.text()).toContain('You have not been charged again.');
    const ledger = (await (await fetch(`${url}/_sandbox/stripe/ledger`)).json()) as { charges: unknown[] };
    expect(ledger.charges).toHaveLength(1);
  });

  it('answers 404 for a session that does not exist', async () => {
    const { url } = await startSandbox();
    expect((await fetch(`${url}/c/pay/cs_test_1`)).status).toBe(404);
  });
});

describe('a card that asks for authentication', () => {
  async function authenticating() {
    const opened = await openPage();
    const answer = await submitPaymentPage(opened.page, { number: '4000002760003184' });
    expect(answer.headers.get('location')).toBe(`/c/pay/${opened.session.id}/authenticate`);
    const decide = (outcome: string) =>
      fetch(`${opened.page}/authenticate`, {
        method: 'POST',
        body: new URLSearchParams({ outcome }),
        redirect: 'manual',
      });
    return { ...opened, decide };
  }

  it('pays once the authentication is approved', async () => {
    const { stripe, session, page, decide } = await authenticating();
    expect(await (await fetch(`${page}/authenticate`)).text()).toContain('Approve payment');
    const waiting = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
    expect(waiting).toMatchObject({ status: 'open', payment_intent: { status: 'requires_action' } });

    const approved = await decide('approve');
    expect(approved.headers.get('location')).toBe(`http://shop.localhost/thanks?session=${session.id}`);
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
    });
  });

  it('leaves the session open when the authentication fails', async () => {
    const { stripe, session, decide } = await authenticating();
    const failed = await decide('fail');
    expect(failed.status).toBe(402);
    expect(await failed.text()).toContain('unable to authenticate');
    const open = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
    expect(open).toMatchObject({
      status: 'open',
      payment_intent: { last_payment_error: { code: 'payment_intent_authentication_failure' } },
    });
  });

  it('sends those away who were not asked for it', async () => {
    const { page, session } = await openPage();
    const answer = await fetch(`${page}/authenticate`, { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe(`/c/pay/${session.id}`);
    const body = new URLSearchParams({ outcome: 'approve' });
    const approved = await fetch(`${page}/authenticate`, { method: 'POST', body, redirect: 'manual' });
    expect(approved.status).toBe(402);
    expect(await approved.text()).toContain('does not wait for authentication');
  });
});

describe('the home page', () => {
  it('lists payments and webhook deliveries', async () => {
    const receiver = await Receiver.start();
    const { stripe, url } = await startSandbox({ webhookUrl: receiver.url });
    const session = await stripe.checkout.sessions.create(cups());
    await stripe.checkout.sessions.expire(session.id);
    await receiver.received('checkout.session.expired');
    const home = await (await fetch(url)).text();
    for (const shown of ['order-1', '€39.98', 'href="/inbox"']) expect(home).toContain(shown);
  });
});
