import { Resend } from 'resend';
import type Stripe from 'stripe';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startReceiver, verified } from '../resend/webhook-receiver.ts';
import { control, Receiver, startSandbox, temporaryFolder } from '../stripe/fixture.ts';
import { shownFaults, switchFaults } from './switching.ts';

async function withFaults(rules: object[], dir?: string) {
  const receiver = await Receiver.start();
  const options = { webhookUrl: receiver.url, enabledEvents: ['customer.created', 'charge.succeeded'] };
  const sandbox = await startSandbox({ ...options, ...(dir !== undefined && { dir }) });
  await switchFaults(sandbox.url, rules);
  const { stripe } = sandbox;
  const names = () => receiver.events.map(({ data }) => (data.object as Stripe.Customer).name);
  const undelivered = async () => (await stripe.events.list({ delivery_success: false })).data;
  const settled = () => expect.poll(undelivered).toEqual([]);
  return { ...sandbox, receiver, names, undelivered, settled };
}

describe('a Stripe webhook', () => {
  it('is sent several times under the same id', async () => {
    const rule = { where: 'stripe-webhooks', what: 'duplicate', count: 1, times: 2 };
    const { stripe, receiver, names, url } = await withFaults([rule]);
    await stripe.customers.create({ name: 'first' });
    await stripe.customers.create({ name: 'second' });
    await expect.poll(() => names().sort()).toEqual(['first', 'first', 'first', 'second']);
    expect(new Set(receiver.events.map(({ id }) => id)).size).toBe(2);
    expect(await shownFaults(url)).toMatchObject({ rules: [{ seen: 2, strikes: 1 }] });
  });

  it('is overtaken by the next one', async () => {
    const rule = { where: 'stripe-webhooks', what: 'reorder', count: 1, milliseconds: 60_000 };
    const { stripe, names, settled } = await withFaults([rule]);
    await stripe.customers.create({ name: 'first' });
    await stripe.customers.create({ name: 'second' });
    await settled();
    expect(names()).toEqual(['second', 'first']);
  });

  it('is sent in the end when no other comes to overtake it', async () => {
    const { stripe, names } = await withFaults([
      { where: 'stripe-webhooks', what: 'reorder', rate: 1, milliseconds: 50 },
    ]);
    await stripe.customers.create({ name: 'alone' });
    await expect.poll(names).toEqual(['alone']);
  });

  it('comes late', async () => {
    const rule = { where: 'stripe-webhooks', what: 'delay', count: 1, milliseconds: 400 };
    const { stripe, names, settled } = await withFaults([rule]);
    const start = performance.now();
    await stripe.customers.create({ name: 'late' });
    await stripe.customers.create({ name: 'on time' });
    await settled();
    expect(names()).toEqual(['on time', 'late']);
    expect(performance.now() - start).toBeGreaterThanOrEqual(390);
  });

  it('stays delayed and dropped after a restart', async () => {
    const dir = await temporaryFolder();
    const rules = [
      { where: 'stripe-webhooks', what: 'drop', count: 1 },
      { where: 'stripe-webhooks', what: 'delay', count: 1, milliseconds: 1500 },
    ];
    const before = await withFaults(rules, dir);
    await before.stripe.customers.create({ name: 'dropped' });
    await before.stripe.customers.create({ name: 'late' });
    await before.close();
    expect(before.names()).toEqual([]);

    const receiver = await Receiver.start();
    const after = await startSandbox({ dir, webhookUrl: receiver.url });
    const late = await receiver.received('customer.created');
    expect((late.data.object as Stripe.Customer).name).toBe('late');
    await expect
      .poll(async () =>
        (await after.stripe.events.list({ delivery_success: false })).data.map(
          ({ data }) => (data.object as Stripe.Customer).name,
        ),
      )
      .toEqual(['dropped']);
  });

  it('is dropped, stays undelivered, and is sent when it is asked for again', async () => {
    const rule = { where: 'stripe-webhooks', what: 'drop', rate: 1 };
    const { stripe, url, receiver, undelivered, settled } = await withFaults([rule]);
    await stripe.customers.create({ name: 'dropped' });
    const [event] = await undelivered();
    expect(event).toMatchObject({ type: 'customer.created', pending_webhooks: 1 });
    expect(receiver.events).toEqual([]);

    expect((await control(`${url}/_sandbox/stripe/events/${event!.id}/resend`)).status).toBe(200);
    expect((await receiver.received('customer.created')).id).toBe(event!.id);
    await settled();
    expect((await control(`${url}/_sandbox/stripe/events/evt_1/resend`)).status).toBe(404);
  });

  it('is forged besides: another id, another amount and a wrong signature', async () => {
    const { stripe, receiver, settled } = await withFaults([
      { where: 'stripe-webhooks', what: 'forge', rate: 1, times: 2 },
    ]);
    await stripe.paymentIntents.create({ amount: 500, currency: 'eur', payment_method: 'pm_card_visa', confirm: true });
    const real = await receiver.received('charge.succeeded');
    await expect.poll(() => receiver.forgeries.length).toBe(2);
    await settled();
    const forged = receiver.forgeries.map((body) => JSON.parse(body) as Stripe.Event);
    for (const event of forged) {
      expect(event).toMatchObject({ type: 'charge.succeeded', data: { object: { amount: 5001 } } });
    }
    expect(new Set([real, ...forged].map(({ id }) => id)).size).toBe(3);
    expect(receiver.events).toHaveLength(1);
    expect(real.data.object).toMatchObject({ amount: 500 });
  });
});

it('strikes the same webhooks with the same seed', async () => {
  const arrived = async () => {
    const { stripe, url, names } = await withFaults([{ where: 'stripe-webhooks', what: 'drop', rate: 0.5 }]);
    for (let made = 0; made < 20; made += 1) await stripe.customers.create({ name: `customer ${made}` });
    const [rule] = (await shownFaults(url)).rules;
    await expect.poll(() => names().length).toBe(20 - rule!.strikes);
    return names().sort();
  };
  const first = await arrived();
  expect(first.length).toBeGreaterThan(3);
  expect(first.length).toBeLessThan(17);
  expect(await arrived()).toEqual(first);
});

describe('a Resend webhook', () => {
  const message = { from: 'orders@souk.dev', to: 'ann@shop.dev', subject: 'Your order', text: 'Thanks' };

  async function sendWith(rules: object[]) {
    const receiver = await startReceiver();
    onTestFinished(() => receiver.stop());
    const { url } = await startSandbox({ resendWebhookUrl: receiver.url });
    await switchFaults(url, rules);
    await new Resend('re_sandbox', { baseUrl: url }).emails.send(message);
    return { url, receiver };
  }

  it('is sent several times under the same id', async () => {
    const { receiver } = await sendWith([{ where: 'resend-webhooks', what: 'duplicate', count: 1 }]);
    const types = (await receiver.received(3)).map((delivery) => verified(delivery).type);
    expect(types.sort()).toEqual(['email.delivered', 'email.sent', 'email.sent']);
    expect(new Set(receiver.deliveries.map(({ headers }) => headers['svix-id'])).size).toBe(2);
  });

  it('is dropped until it is asked for again', async () => {
    const { url, receiver } = await sendWith([{ where: 'resend-webhooks', what: 'drop', rate: 1 }]);
    const pending = async () =>
      ((await (await fetch(`${url}/_sandbox/resend/webhooks`)).json()) as { data: { id: string }[] }).data;
    const dropped = await pending();
    expect(dropped).toMatchObject([{ dropped: true }, { dropped: true }]);
    expect((await control(`${url}/_sandbox/resend/webhooks/${dropped[1]!.id}/resend`)).status).toBe(200);
    const [delivery] = await receiver.received(1);
    expect(verified(delivery!).type).toBe('email.delivered');
    await expect.poll(pending).toMatchObject([{ id: dropped[0]!.id }]);
    expect((await control(`${url}/_sandbox/resend/webhooks/msg_1/resend`)).status).toBe(404);
  });

  it('is forged besides, with a signature that the SDK refuses', async () => {
    const { receiver } = await sendWith([{ where: 'resend-webhooks', what: 'forge', count: 1 }]);
    const deliveries = await receiver.received(3);
    const forged = deliveries.filter(({ body }) => body.includes('somebody.else@resend.dev'));
    expect(forged).toHaveLength(1);
    expect(() => verified(forged[0]!)).toThrow('No matching signature found');
  });
});
