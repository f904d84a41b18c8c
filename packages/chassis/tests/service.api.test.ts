import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { draft } from '@souk/contracts/event';
import { PaymentExpiredV1 } from '@souk/contracts/payment-events';
import { eventually } from '@souk/testing/eventually';
import { accessToken, testKeySet } from '@souk/testing/test-tokens';
import { startTestService, type TestService } from '@souk/testing/test-service';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigurationIsInvalid, ServiceConfig } from '../src/config.ts';
import type { KeptMessage } from '../src/events/kept-messages.ts';
import { InMemoryEventBus } from '../src/events/in-memory-event-bus.ts';
import { on } from '../src/events/subscription.ts';
import { derivedUuid } from '../src/ids.ts';
import { created, ok, route } from '../src/http/route.ts';
import { aggregateSchema } from '../src/mongo/aggregate-document.ts';
import { defineService, startService } from '../src/service/service.ts';
import { count, Counted, type Counter } from './counter.ts';

const params = z.strictObject({ id: z.uuid() });
let isWarm = true;
let failures = 0;
let settled = Promise.resolve();

/** Counts, on request and when a payment has expired. */
const counterService = defineService({
  name: 'counter-service',
  config: ServiceConfig,
  compose: async (platform) => {
    const { store } = await platform.aggregates<Counter>('counters', aggregateSchema<Counter>({ value: Number }));
    return {
      routes: [
        route({
          method: 'post',
          path: '/v1/counters',
          access: 'guest',
          summary: 'Makes a counter',
          body: z.strictObject({ value: z.int() }),
          replies: { 201: z.unknown() },
          handle: async ({ body }) => {
            const id = platform.ids.next();
            const event = draft(Counted, body, platform.clock.now());
            await store.insert(id, { state: body, events: [event] });
            return created(`/v1/counters/${id}`, { id });
          },
        }),
        route({
          method: 'post',
          path: '/v1/counters/:id/steps',
          access: 'customer',
          summary: 'Counts one further',
          params,
          replies: { 200: z.unknown() },
          idempotency: 'required',
          handle: async ({ params: { id } }) => {
            if (failures-- > 0) throw new Error('The handler has a bad day.');
            return ok(await store.update(id, count));
          },
        }),
        route({
          method: 'put',
          path: '/v1/counters',
          access: 'public',
          summary: 'Makes a counter whose id follows from the key',
          replies: { 200: z.unknown() },
          idempotency: 'natural',
          handle: async ({ idempotencyKey }) => {
            const id = derivedUuid('counter', String(idempotencyKey));
            return ok({ id, isNew: await store.insert(id, { state: { value: 0 }, events: [] }) });
          },
        }),
      ],
      subscriptions: [
        on(PaymentExpiredV1, async ({ subject }) => {
          await store.update(subject, count);
        }),
      ],
      settle: () => settled,
      readiness: { warm: () => isWarm },
    };
  },
});

let service: TestService;

beforeAll(async () => {
  service = await startTestService(counterService);
});

afterAll(() => service.stop());

const customer = accessToken({ userId: 'customer-1', role: 'customer' });

async function aCounter(headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const reply = await service.api.post('/v1/counters', { body: { value: 0 }, headers });
  expect(reply.status).toBe(201);
  return String(reply.body.id);
}

const countedOf = (id: string, times: number) =>
  eventually(() => {
    const events = service.published(Counted).filter(({ subject }) => subject === id);
    expect(events).toHaveLength(times);
    return events;
  });

describe('a service', () => {
  it('when it is up, is alive, ready and measured', async () => {
    expect(await service.api.get('/health/live')).toMatchObject({ status: 200, body: { status: 'up' } });
    expect(await service.api.get('/health/ready')).toMatchObject({
      status: 200,
      body: { status: 'up', checks: { database: true, events: true, warm: true } },
    });
    const metrics = await service.api.get('/metrics');
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    for (const name of [
      'route="/health/ready",status="200"',
      'service="counter-service"',
      'outbox_pending',
      'outbox_oldest_seconds',
      'dead_letters_total',
      'process_cpu',
    ]) {
      expect(metrics.text).toContain(name);
    }
  });

  it('when something that it needs is missing, is not ready, but alive', async () => {
    isWarm = false;
    const ready = await service.api.get('/health/ready');
    isWarm = true;
    expect(ready).toMatchObject({ status: 503, body: { status: 'down', checks: { database: true, warm: false } } });
    expect((await service.api.get('/health/live')).status).toBe(200);
  });

  it('when asked what it offers, describes its own routes and those about its events, and no others', async () => {
    const { body } = await service.api.get('/internal/openapi.json');
    expect(Object.keys(body)).toEqual([
      '/v1/counters',
      '/v1/counters/{id}/steps',
      '/v1/admin/messages/counter-service',
      '/v1/admin/messages/counter-service/redrive',
      '/v1/admin/event-lag/counter-service',
    ]);
  });

  it('when a request changes something, the event names the request as its cause', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const id = await aCounter({ 'x-request-id': 'request-7', traceparent });
    expect(await countedOf(id, 1)).toMatchObject([
      { source: '/counter-service', sequence: 1, causationid: 'request-7', correlationid: id, traceparent },
    ]);
  });

  it('when an event changes something, once, its own event names it as its cause', async () => {
    const id = await aCounter();
    const options = { subject: id, correlationId: 'order-7', id: randomUUID(), sequence: 1 };
    const event = await service.deliver(PaymentExpiredV1, { orderId: id }, options);
    await service.deliver(PaymentExpiredV1, { orderId: id }, options);
    const [, counted] = await countedOf(id, 2);
    expect(counted).toMatchObject({ data: { value: 1 }, causationid: event.id, correlationid: 'order-7' });
  });

  it('when an event cannot be read, keeps it as one dead letter, however often it comes', async () => {
    const id = randomUUID();
    const event = {
      ...(await service.deliver(PaymentExpiredV1, { orderId: id }, { subject: id })),
      data: { orderId: 7 },
    };
    const publication = { topic: PaymentExpiredV1.topic, event };
    await service.bus.publish([publication]);
    await service.bus.drained();
    const offset = service.bus.published.indexOf(publication);
    const connection = await mongoose.createConnection(service.mongodbUri, { dbName: 'counter-service' }).asPromise();
    const letters = await connection.collection<KeptMessage>('kept-messages').find().toArray();
    await connection.close();
    expect(letters).toMatchObject([
      {
        _id: `payment-events:0:${offset}`,
        delivery: { topic: 'payment-events', key: id, value: JSON.stringify(event) },
        attempts: 1,
        state: 'dead',
        lastError: expect.stringContaining('orderId'),
      },
    ]);
  });
});

describe('an Idempotency-Key', () => {
  it.each([
    ['a customer', { token: customer, headers: {} }],
    ['a guest with a token of their own', { headers: { 'x-cart-token': 'cart-token-1' } }],
  ])('when it comes again from %s, gives the same reply and has no effect', async (_who, { headers, ...asker }) => {
    const request = { ...asker, headers: { ...headers, 'idempotency-key': randomUUID() } };
    const first = await service.api.post('/v1/counters', { ...request, body: { value: 3 } });
    const again = await service.api.post('/v1/counters', { ...request, body: { value: 3 } });
    const location = first.headers.get('location');
    expect([again.status, again.text, again.headers.get('location')]).toEqual([201, first.text, location]);
    await countedOf(String(first.body.id), 1);
    expect(await service.api.post('/v1/counters', { ...request, body: { value: 4 } })).toMatchObject({
      status: 422,
      body: { code: 'idempotency.key-reused' },
    });
  });

  it('when nobody can tell who sends it, keeps no reply for others to get', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    expect(await aCounter(headers)).not.toBe(await aCounter(headers));
  });

  it('when a route can do without, need not be sent', async () => {
    expect(await aCounter()).not.toBe(await aCounter());
  });

  it.each([
    ['missing', {}, 'idempotency.key-missing'],
    ['too long', { 'idempotency-key': 'x'.repeat(256) }, 'idempotency.key-invalid'],
    ['two words', { 'idempotency-key': 'two words' }, 'idempotency.key-invalid'],
  ])('when it is %s where it is needed, is asked for', async (_what, headers, code) => {
    const id = await aCounter();
    const reply = await service.api.post(`/v1/counters/${id}/steps`, { token: customer, headers });
    expect(reply).toMatchObject({ status: 400, body: { code } });
  });

  it('when two callers choose the same, belongs to each of them', async () => {
    const id = await aCounter();
    const headers = { 'idempotency-key': 'the-same' };
    const other = accessToken({ userId: 'customer-2', role: 'customer' });
    const values = [];
    for (const token of [customer, other, customer]) {
      values.push((await service.api.post(`/v1/counters/${id}/steps`, { token, headers })).body.value);
    }
    expect(values).toEqual([1, 2, 1]);
  });

  it('when it was used for another address, is refused', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const [one, other] = [await aCounter(), await aCounter()];
    await service.api.post(`/v1/counters/${one}/steps`, { token: customer, headers });
    expect((await service.api.post(`/v1/counters/${other}/steps`, { token: customer, headers })).status).toBe(422);
  });

  it('when the request failed, may be used again', async () => {
    const id = await aCounter();
    const request = { token: customer, headers: { 'idempotency-key': randomUUID() } };
    failures = 1;
    expect((await service.api.post(`/v1/counters/${id}/steps`, request)).status).toBe(500);
    expect(await service.api.post(`/v1/counters/${id}/steps`, request)).toMatchObject({
      status: 200,
      body: { value: 1 },
    });
  });

  it('when ten requests carry it at once, takes effect once', async () => {
    const id = await aCounter();
    const request = { token: customer, headers: { 'idempotency-key': randomUUID() } };
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => service.api.post(`/v1/counters/${id}/steps`, request)),
    );
    for (const { status, body } of replies)
      expect([status, body.value ?? body.code]).toBeOneOf([
        [200, 1],
        [409, 'idempotency.still-running'],
      ]);
    await countedOf(id, 2);
  });

  it('when the handler derives its ids from it, reaches the handler each time', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const [first, second] = [
      await service.api.put('/v1/counters', { headers }),
      await service.api.put('/v1/counters', { headers }),
    ];
    expect([first.body.isNew, second.body.isNew]).toEqual([true, false]);
    expect(second.body.id).toBe(first.body.id);
  });
});

describe('startService', () => {
  it('when the configuration is wrong, refuses before it connects to anything', async () => {
    const starting = startService(counterService, { environment: { PORT: 'x' }, keySet: testKeySet });
    await expect(starting).rejects.toThrow(ConfigurationIsInvalid);
    await expect(starting).rejects.toThrow(/PORT.*JWKS_URL.*MONGODB_URI.*KAFKA_BROKERS/s);
  });

  it('when told to stop, ends what is in progress, and publishes what it has stored', async () => {
    const bus = new InMemoryEventBus();
    const publish = bus.publish.bind(bus);
    bus.publish = async (publications) => {
      await delay(100);
      await publish(publications);
    };
    const stopping = await startService(counterService, {
      bus,
      keySet: testKeySet,
      environment: {
        PORT: '0',
        LOG_LEVEL: 'silent',
        JWKS_URL: 'http://127.0.0.1/unused',
        KAFKA_BROKERS: 'unused:1',
        MONGODB_URI: service.mongodbUri,
        MONGODB_DATABASE: 'stopping',
      },
    });
    let isSettled = false;
    settled = delay(500).then(() => {
      isSettled = true;
    });
    const url = `http://127.0.0.1:${stopping.port}/v1/counters`;
    const requests = Array.from({ length: 20 }, () =>
      fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"value":1}' }),
    );
    const replies = Promise.allSettled(requests);
    await requests[0];
    await stopping.stop();
    expect(isSettled).toBe(true);
    const made = (await replies).filter((reply) => reply.status === 'fulfilled' && reply.value.status === 201);
    expect(bus.published).toHaveLength(made.length);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });
});
