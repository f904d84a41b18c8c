import type Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { cups, Receiver, refusal, startSandbox, submitPaymentPage, temporaryFolder } from './fixture.ts';

async function ids(list: AsyncIterable<{ id: string }>): Promise<string[]> {
  const found: string[] = [];
  for await (const { id } of list) found.push(id);
  return found;
}

describe('a webhook', () => {
  it('tells of a payment in the order charge, payment intent, session, signed, with what the API shows', async () => {
    const receiver = await Receiver.start();
    const { stripe } = await startSandbox({ webhookUrl: receiver.url });
    const session = await stripe.checkout.sessions.create(cups());
    await submitPaymentPage(session.url);

    const completed = await receiver.received('checkout.session.completed');
    expect(completed).toMatchObject({ object: 'event', livemode: false, pending_webhooks: 1 });
    expect(completed.data.object).toMatchObject({
      id: session.id,
      payment_status: 'paid',
      metadata: { order_id: 'order-1' },
    });
    const { data } = await stripe.events.list();
    expect(data.map(({ type }) => type)).toEqual([
      'checkout.session.completed',
      'payment_intent.succeeded',
      'charge.succeeded',
    ]);
  });

  it('is sent of the events that the endpoint is subscribed to; the others happen all the same', async () => {
    const receiver = await Receiver.start();
    const { stripe } = await startSandbox({
      webhookUrl: receiver.url,
      enabledEvents: ['payment_intent.succeeded', 'checkout.session.completed'],
    });
    await submitPaymentPage((await stripe.checkout.sessions.create(cups())).url);
    await receiver.received('checkout.session.completed');
    await expect.poll(() => ids(stripe.events.list({ delivery_success: false }))).toEqual([]);
    expect(receiver.events.map(({ type }) => type).sort()).toEqual([
      'checkout.session.completed',
      'payment_intent.succeeded',
    ]);
    expect((await stripe.events.list()).data).toHaveLength(3);
  });

  it('is sent again until it is answered with 2xx, and the event stays undelivered until then', async () => {
    const receiver = await Receiver.start();
    let refused = 0;
    receiver.answer = () => (refused < 3 ? [500, 302, 404][refused++]! : 200);
    const { stripe } = await startSandbox({ webhookUrl: receiver.url });
    const { id } = await stripe.checkout.sessions.create(cups());
    await stripe.checkout.sessions.expire(id);

    const event = await receiver.received('checkout.session.expired');
    expect(await ids(stripe.events.list({ delivery_success: false }))).toEqual([event.id]);
    expect((await stripe.events.retrieve(event.id)).pending_webhooks).toBe(1);

    await expect.poll(() => receiver.events.length).toBe(4);
    await expect.poll(async () => (await stripe.events.retrieve(event.id)).pending_webhooks).toBe(0);
    expect(await ids(stripe.events.list({ delivery_success: false }))).toEqual([]);
    expect(await ids(stripe.events.list({ delivery_success: true }))).toEqual([event.id]);
    expect(new Set(receiver.events.map((delivered) => delivered.id))).toEqual(new Set([event.id]));
  });

  it('is sent after a restart when it could not be sent before', async () => {
    const dir = await temporaryFolder();
    const nobody = await Receiver.start();
    const { url } = nobody;
    await nobody.close();
    const before = await startSandbox({ dir, webhookUrl: url });
    const { id } = await before.stripe.checkout.sessions.create(cups());
    await before.stripe.checkout.sessions.expire(id);
    const [undelivered] = await ids(before.stripe.events.list({ delivery_success: false }));
    await before.close();

    const receiver = await Receiver.start();
    const after = await startSandbox({ dir, webhookUrl: receiver.url });
    expect((await receiver.received('checkout.session.expired')).id).toBe(undelivered);
    expect((await after.stripe.checkout.sessions.retrieve(id)).status).toBe('expired');
    await expect.poll(() => ids(after.stripe.events.list({ delivery_success: false }))).toEqual([]);
  });

  it('is pending nowhere when there is no endpoint', async () => {
    const { stripe } = await startSandbox();
    await stripe.customers.create({ name: 'Jo' });
    expect((await stripe.events.list()).data[0]?.pending_webhooks).toBe(0);
    expect(await ids(stripe.events.list({ delivery_success: false }))).toEqual([]);
  });
});

describe('the list of events', () => {
  async function withEvents(count: number) {
    const sandbox = await startSandbox();
    for (let made = 0; made < count; made += 1) await sandbox.stripe.customers.create({ name: `customer ${made}` });
    return sandbox;
  }
  const names = (list: Stripe.ApiList<Stripe.Event>) =>
    list.data.map(({ data }) => (data.object as Stripe.Customer).name);

  it('gives every event once, newest first, however small the pages', async () => {
    const { stripe } = await withEvents(5);
    const all: (string | null | undefined)[] = [];
    for await (const event of stripe.events.list({ limit: 2 })) all.push((event.data.object as Stripe.Customer).name);
    expect(all).toEqual([4, 3, 2, 1, 0].map((made) => `customer ${made}`));
  });

  it('goes back with ending_before', async () => {
    const { stripe } = await withEvents(5);
    const { data } = await stripe.events.list();
    const earlier = await stripe.events.list({ ending_before: data[4]!.id, limit: 2 });
    expect(names(earlier)).toEqual(['customer 2', 'customer 1']);
    expect(earlier.has_more).toBe(true);
    expect((await stripe.events.list({ ending_before: data[1]!.id, limit: 2 })).has_more).toBe(false);
  });

  it('goes on after an event that has been delivered meanwhile', async () => {
    const receiver = await Receiver.start();
    receiver.answer = () => 500;
    const { stripe } = await startSandbox({ webhookUrl: receiver.url });
    const first = await stripe.customers.create({ name: 'first' });
    await stripe.customers.create({ name: 'second' });
    const page = await stripe.events.list({ delivery_success: false, limit: 1 });
    receiver.answer = (event) => (event.id === page.data[0]?.id ? 200 : 500);
    await expect.poll(async () => (await stripe.events.retrieve(page.data[0]!.id)).pending_webhooks).toBe(0);

    const next = await stripe.events.list({ delivery_success: false, limit: 1, starting_after: page.data[0]!.id });
    expect(next.data.map(({ data }) => (data.object as Stripe.Customer).id)).toEqual([first.id]);
  });

  it('keeps to the types and the times that are asked for', async () => {
    const { stripe } = await withEvents(1);
    await stripe.products.create({ name: 'Cup' });
    const [product, customer] = (await stripe.events.list()).data;
    expect(await ids(stripe.events.list({ type: 'customer.created' }))).toEqual([customer!.id]);
    expect(await ids(stripe.events.list({ types: ['product.created', 'price.created'] }))).toEqual([product!.id]);
    const { created } = customer!;
    expect(await ids(stripe.events.list({ created: { gte: created, lte: created + 5 } }))).toHaveLength(2);
    expect(await ids(stripe.events.list({ created: { lt: created } }))).toEqual([]);
    expect(await ids(stripe.events.list({ created: { gt: created + 5 } }))).toEqual([]);
  });

  it('refuses an unknown cursor, a limit of 0 and an unknown event', async () => {
    const { stripe } = await startSandbox();
    const errors = await Promise.all([
      refusal(stripe.events.list({ starting_after: 'evt_1' })),
      refusal(stripe.events.list({ limit: 0 })),
      refusal(stripe.events.retrieve('evt_1')),
    ]);
    expect(errors.map(({ statusCode, param }) => [statusCode, param])).toEqual([
      [400, 'starting_after'],
      [400, 'limit'],
      [404, 'id'],
    ]);
  });
});
