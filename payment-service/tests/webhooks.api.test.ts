import { randomUUID } from 'node:crypto';
import { PaymentAttemptFailedV1, PaymentSucceededV1 } from '@souk/contracts/payment-events';
import { eventually } from '@souk/testing/eventually';
import { accessToken } from '@souk/testing/test-tokens';
import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PaymentWorld, PUBLIC_URL, WEBHOOK_SECRET } from './payment-world.ts';

let world: PaymentWorld;
beforeAll(async () => {
  world = await PaymentWorld.start();
});
afterEach(() => world.calm());
afterAll(() => world.stop());

const now = () => Math.floor(Date.now() / 1000);

function anEvent(type: string, object: object, overrides: object = {}) {
  const id = `evt_${randomUUID()}`;
  return { id, object: 'event', type, livemode: false, created: now(), data: { object }, ...overrides };
}

const decline = (orderId: string) =>
  anEvent('payment_intent.payment_failed', {
    id: 'pi_1',
    object: 'payment_intent',
    metadata: { orderId, shop: new URL(PUBLIC_URL).host },
    last_payment_error: { code: 'card_declined', decline_code: 'lost_card', message: 'Your card was declined.' },
  });

function signed(event: object, { secret = WEBHOOK_SECRET, timestamp = now() } = {}) {
  const body = JSON.stringify(event);
  return { body, signature: Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp }) };
}

const rows = async (query: string) =>
  (await world.service.api.get(`/v1/admin/webhook-events?${query}`, { token: world.admin })).body;

const post = (body: string, headers: Record<string, string> = {}) =>
  world.service.api.post('/v1/webhooks/stripe', { body, headers: { 'content-type': 'application/json', ...headers } });

/** What Stripe was asked, but for what it could not deliver. */
const asked = () => world.stripe.calls.filter(({ name }) => name !== 'GET /v1/events');

describe('a webhook', () => {
  const unknownOrder = randomUUID();
  const event = decline(unknownOrder);
  const { body, signature } = signed(event);
  const other = signed(event, { secret: 'whsec_of_somebody_else' }).signature;

  it.each([
    ['unsigned', body, undefined],
    ['signed with another secret', body, other],
    ['changed after it was signed', body.replace('lost_card', 'fraudulent'), signature],
    ['signed by nonsense', body, 't=1,v1=abc'],
    ['signed with an older scheme only', body, signature.replace('v1=', 'v0=')],
    ['stale', body, signed(event, { timestamp: now() - 301 }).signature],
    ['empty', '', signature],
  ])('that is %s, is refused and leaves nothing', async (_what, text, header) => {
    const reply = await post(text, header === undefined ? {} : { 'stripe-signature': header });
    expect(reply).toMatchObject({ status: 400, body: { code: 'webhook.signature-invalid' } });
    expect(reply.text).not.toContain('lost_card');
    expect(await rows(`orderId=${unknownOrder}`)).toMatchObject({ count: 0 });
  });

  it('that is of live mode, is refused with a test key', async () => {
    const live = signed({ ...event, livemode: true });
    const reply = await post(live.body, { 'stripe-signature': live.signature });
    expect(reply).toMatchObject({ status: 400, body: { code: 'webhook.mode-differs' } });
  });

  it('that is larger than a megabyte, is refused', async () => {
    expect((await post('x'.repeat(1_100_000), { 'stripe-signature': 't=1,v1=abc' })).status).toBe(413);
  });

  it('that is replayed, is acknowledged and takes effect once', async () => {
    const { orderId } = await world.opened();
    const webhook = signed(decline(orderId));
    expect(await world.webhooks.send(webhook)).toBe(200);
    await world.once(PaymentAttemptFailedV1, orderId);
    expect(await Promise.all([webhook, webhook].map((again) => world.webhooks.send(again)))).toEqual([200, 200]);
    // What is known of an order is handled in turn: once the next decline is told, the replays have had theirs.
    expect(await world.webhooks.send(signed(decline(orderId)))).toBe(200);
    await eventually(() => expect(world.published(PaymentAttemptFailedV1, orderId)).toHaveLength(2));
    expect(await rows(`orderId=${orderId}`)).toMatchObject({ count: 2, data: [{}, { attempts: 1 }] });
  });

  it.each(['charge.succeeded', 'payment_intent.succeeded', 'something.new'])(
    'of type %s, is recorded without asking Stripe',
    async (type) => {
      const orderId = randomUUID();
      const before = asked().length;
      const ignored = anEvent(type, { id: 'ch_1', object: 'charge', metadata: { orderId } });
      expect(await world.webhooks.send(signed(ignored))).toBe(200);
      expect(await rows(`orderId=${orderId}`)).toMatchObject({
        data: [{ id: ignored.id, type, state: 'ignored', attempts: 0, nextAttemptAt: null }],
      });
      expect(asked()).toHaveLength(before);
    },
  );

  it.each([
    [
      'two signatures, of a secret that was rolled',
      (header: string) => header.replace('v1=', `v1=${'0'.repeat(64)},v1=`),
    ],
    ['other schemes beside it', (header: string) => `${header},v0=6ffbb59b,v2=AbC+/=`],
    ['white space around its parts', (header: string) => ` ${header.replaceAll(',', ' , ')} `],
  ])('whose signature has %s, is taken', async (_what, change) => {
    const webhook = signed(anEvent('charge.succeeded', { id: 'ch_1', metadata: {} }));
    expect(await world.webhooks.send({ ...webhook, signature: change(webhook.signature) })).toBe(200);
  });

  it('that is a thin event, is recorded and ignored', async () => {
    const thin = anEvent('v2.core.account.updated', {}, { object: 'v2.core.event', created: new Date().toISOString() });
    const { data, ...event } = {
      ...thin,
      related_object: { id: 'acct_1', type: 'account', url: '/v2/core/accounts/acct_1' },
    };
    expect(await world.webhooks.send(signed(event))).toBe(200);
    const { data: listed } = await rows('state=ignored&limit=100');
    expect(listed).toContainEqual(expect.objectContaining({ id: event.id, orderId: null, nextAttemptAt: null }));
  });

  it.each([
    'null',
    '42',
    '[]',
    '{}',
    '{"id":"evt_1"}',
    '{"id":5,"type":"x","created":1}',
    '{"id":"evt_1","type":"x","created":"soon"}',
  ])('that is signed and no event (%s), is refused', async (body) => {
    const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret: WEBHOOK_SECRET });
    const reply = await post(body, { 'stripe-signature': signature });
    expect(reply).toMatchObject({ status: 400, body: { code: 'webhook.unreadable' } });
  });

  it('that is signed and no JSON, is refused', async () => {
    const signature = Stripe.webhooks.generateTestHeaderString({ payload: 'hello', secret: WEBHOOK_SECRET });
    expect(await post('hello', { 'stripe-signature': signature })).toMatchObject({ status: 400 });
  });

  it('about a session of nobody’s order, is recorded', async () => {
    const foreign = anEvent('checkout.session.completed', { id: 'cs_1', client_reference_id: null, metadata: {} });
    expect(await world.webhooks.send(signed(foreign))).toBe(200);
    const { data } = await rows('processed=true&limit=1');
    expect(data).toMatchObject([{ id: foreign.id, orderId: null }]);
  });

  it('about an order that is not known yet, waits for it', async () => {
    const orderId = randomUUID();
    expect(await world.webhooks.send(signed(decline(orderId)))).toBe(200);
    await eventually(async () => {
      const { data } = await rows(`orderId=${orderId}&processed=false`);
      expect(data).toMatchObject([{ attempts: 1, lastError: expect.stringContaining('no payment') }]);
    });
    await world.opened(orderId);
    world.letPass(1);
    await world.once(PaymentAttemptFailedV1, orderId);
    await eventually(async () => {
      const { data } = await rows(`orderId=${orderId}&processed=true`);
      expect(data).toContainEqual(expect.objectContaining({ attempts: 2, lastError: null }));
    });
  });

  it('that comes while Stripe is down, waits for it and is not forgotten', async () => {
    const { orderId, sessionId } = await world.opened();
    const down = { do: 'answer', status: 503, body: { error: { type: 'api_error', message: 'down' } } } as const;
    world.stripe.faults = ({ name }) => (name === `GET /v1/checkout/sessions/${sessionId}` ? down : null);
    await world.pay(sessionId);
    await eventually(async () => {
      const { data } = await rows(`orderId=${orderId}&processed=false`);
      expect(data).toMatchObject([{ lastError: expect.stringContaining('asked again') }]);
    });
    world.calm();
    world.letPass(1);
    await world.once(PaymentSucceededV1, orderId);
  });

  it('that was stored when the process died, is processed by the next one', async () => {
    const { orderId } = await world.opened();
    const { MongoClient } = (await import('mongoose')).mongo;
    const client = await MongoClient.connect(world.service.mongodbUri);
    const news = { about: 'decline', orderId, isMarked: true, code: 'lost_card', message: 'Your card was declined.' };
    const past = new Date(Date.now() - 60_000);
    const row = { type: 'payment_intent.payment_failed', orderId, news, createdAt: past, receivedAt: past };
    const fate = { processedAt: null, attempts: 0, lastError: null, nextAttemptAt: past };
    // Its type says that ids are ObjectIds, the service's are strings.
    const collection = client.db('payment-service').collection<{ _id: string }>('webhook-events');
    await collection.insertOne({ _id: `evt_${randomUUID()}`, ...row, ...fate });
    await client.close();
    const { data } = await world.once(PaymentAttemptFailedV1, orderId);
    expect(data.code).toBe('lost_card');
  });
});

describe('another application on the account', () => {
  const eventsAbout = (reference: string) => world.webhooks.passed.filter(({ body }) => body.includes(reference));

  it.each([
    ['with an id of its own', async () => `donation-${randomUUID()}`],
    ['with the id of an order of ours', async () => (await world.opened()).orderId],
  ])('%s: what happens to it is recorded and left alone', async (_whose, reference) => {
    const order = await reference();
    const { body: before } = await world.service.api.get('/v1/admin/payments', { token: world.admin });
    const { sessionId, paymentIntentId } = await world.buyElsewhere(order);
    const told = await eventually(() => {
      const types = eventsAbout(paymentIntentId).map(({ body }) => JSON.parse(body));
      const expected = ['checkout.session.completed', 'payment_intent.payment_failed', 'refund.created'];
      expect(types.map(({ type }) => type)).toEqual(expect.arrayContaining(expected));
      return types;
    });
    for (const { id } of told) {
      await eventually(async () => {
        const { data } = await rows('state=ignored&limit=100');
        const row = data.find((event: { id: string }) => event.id === id);
        expect(row).toMatchObject({ reason: expect.any(String), lastError: null, nextAttemptAt: null });
      });
    }
    expect(world.stripe.calls.map(({ name }) => name)).not.toContain(`GET /v1/checkout/sessions/${sessionId}`);
    const { body: after } = await world.service.api.get('/v1/admin/payments', { token: world.admin });
    expect(after).toEqual(before);
  });
});

describe('an event that could not be delivered', () => {
  it('is fetched from Stripe and takes effect once, also when it is delivered then', async () => {
    const { orderId, sessionId } = await world.opened();
    world.webhooks.refuses = ({ body }) => body.includes(orderId);
    await world.pay(sessionId);
    await world.until(orderId, 'succeeded');
    expect(world.webhooks.refused.some(({ body }) => body.includes(orderId))).toBe(true);
    for (const webhook of world.webhooks.refused) expect(await world.webhooks.send(webhook)).toBe(200);
    expect(world.published(PaymentSucceededV1, orderId)).toHaveLength(1);
  });
});

describe('an event that cannot be read', () => {
  it('does not keep those listed with it from being fetched', async () => {
    const { orderId, sessionId } = await world.opened();
    world.webhooks.refuses = ({ body }) => body.includes(orderId);
    const withNonsense = (json: string) => {
      const list = JSON.parse(json) as { data: object[] };
      const data = list.data.length === 0 ? [] : [{ id: 'evt_nonsense', type: 5 }, ...list.data];
      return JSON.stringify({ ...list, data });
    };
    world.stripe.faults = ({ name }) => (name === 'GET /v1/events' ? { do: 'rewrite', change: withNonsense } : null);
    await world.pay(sessionId);
    await world.until(orderId, 'succeeded');
  });
});

describe('an event that an admin has replayed', () => {
  const replay = (eventId: string, token = world.admin) =>
    world.service.api.post(`/v1/admin/webhook-events/${eventId}/replay`, { token });

  it('is handled once more, and changes nothing that it had changed', async () => {
    const { orderId } = await world.paid();
    const { data } = await rows(`orderId=${orderId}&processed=true`);
    const { id, attempts } = data.find(({ type }: { type: string }) => type === 'checkout.session.completed');
    expect(await replay(id)).toMatchObject({ status: 202, body: { id, attempts } });
    await eventually(async () => {
      const { data: now } = await rows(`orderId=${orderId}`);
      expect(now.find((row: { id: string }) => row.id === id)).toMatchObject({
        attempts: Number(attempts) + 1,
        processedAt: expect.any(String),
      });
    });
    expect(world.published(PaymentSucceededV1, orderId)).toHaveLength(1);
  });

  it('when there is none, or a customer asks, is refused', async () => {
    expect(await replay('evt_unknown')).toMatchObject({ status: 404, body: { code: 'webhook.event-not-found' } });
    expect((await replay('not-an-event')).status).toBe(400);
    const customer = accessToken({ userId: 'customer-1', role: 'customer' });
    expect((await replay('evt_unknown', customer)).status).toBe(403);
  });
});
