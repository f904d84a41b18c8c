import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ALL_EVENTS } from '@souk/contracts/all-events';
import { EventEnvelope } from '@souk/contracts/event';
import { eventually } from '@souk/testing/eventually';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { InMemoryEventBus } from '../src/events/in-memory-event-bus.ts';
import type { KeptMessage } from '../src/events/kept-messages.ts';
import { MongoKeptMessages } from '../src/events/mongo-kept-messages.ts';
import type { OutboxRelay } from '../src/mongo/outbox-relay.ts';
import { aRelay } from './counter.ts';
import { aKeptMessage, keptMessagesContract } from './kept-messages-contract.ts';
import { startLocalDatabase, type LocalDatabase } from './local-database.ts';

const SAMPLES = path.join(import.meta.dirname, '../../contracts/samples');
const ORDER_CONFIRMED = readFileSync(path.join(SAMPLES, 'order.confirmed.v1.json'), 'utf8');
const why = { lastError: 'Mail to amira@souk.test bounced.', reason: 'mail.bounced' };
const at = new Date();

let local: LocalDatabase;
let bus: InMemoryEventBus;
let relay: OutboxRelay;
let kept: MongoKeptMessages;

beforeAll(async () => {
  local = await startLocalDatabase();
  bus = new InMemoryEventBus();
  relay = aRelay(bus);
  kept = new MongoKeptMessages({ database: local.database, service: 'test-service', relay });
  await kept.prepare();
});

afterAll(async () => {
  await relay.stop();
  await local.stop();
});

keptMessagesContract('MongoKeptMessages', () => kept);

describe('MongoKeptMessages', () => {
  it('when it looks for the first of a lane, uses the index made for it', async () => {
    const rows = local.database.collection('kept-messages');
    const plan = await rows.find({ state: 'parked', lane: 'a:b' }).sort({ place: 1 }).limit(1).explain('queryPlanner');
    const chosen = JSON.stringify(plan['queryPlanner'].winningPlan);
    expect(chosen).toContain('state_1_lane_1_place_1');
    expect(chosen).not.toMatch(/COLLSCAN|"SORT"/);
  });
});

describe('what is told of a kept message', () => {
  const aMessage = (overrides: Partial<KeptMessage> = {}, value = ORDER_CONFIRMED): KeptMessage => {
    const lane = `${overrides.delivery?.topic ?? 'order-events'}:${randomUUID()}`;
    const message = aKeptMessage(lane, 1, { ...why, ...overrides });
    return { ...message, delivery: { ...message.delivery, value } };
  };
  const toldOf = ({ _id }: KeptMessage) => bus.published.flatMap(({ event }) => (event.subject === _id ? [event] : []));
  const typesOf = (message: KeptMessage) => toldOf(message).map(({ type }) => type);
  const rowOf = ({ _id }: KeptMessage) => local.database.collection<{ _id: string }>('kept-messages').findOne({ _id });

  it('when it is parked, given up on, redriven and handled, is that, in order, without a word of people', async () => {
    const message = aMessage();
    await kept.keep(message);
    await kept.giveUp(message, why);
    await kept.redrive({ state: 'dead', id: message._id }, at);
    await kept.remove(message);
    await eventually(() => expect(toldOf(message)).toHaveLength(4));
    const { id: eventId, correlationid, traceparent } = EventEnvelope.parse(JSON.parse(ORDER_CONFIRMED));
    const hop = { service: 'test-service', messageId: message._id, eventId, type: 'order.confirmed.v1' };
    const events = toldOf(message);
    expect(events.map(({ type, sequence, data }) => [type, sequence, data])).toEqual([
      ['message.parked.v1', 1, { ...hop, orderId: correlationid, attempts: 3, reason: 'mail.bounced' }],
      ['message.given-up.v1', 2, { ...hop, orderId: correlationid, attempts: 4, reason: 'mail.bounced' }],
      ['message.redriven.v1', 3, { ...hop, orderId: correlationid, attempts: 0 }],
      ['message.handled-late.v1', 4, { ...hop, orderId: correlationid, attempts: 1 }],
    ]);
    for (const event of events) {
      expect(EventEnvelope.parse(event)).toMatchObject({ correlationid, causationid: eventId, traceparent });
      expect(ALL_EVENTS.find(({ type }) => type === event.type)!.data.parse(event.data)).toEqual(event.data);
    }
    expect(JSON.stringify(events)).not.toMatch(/amira|bounced\./);
    await relay.sweep.run();
    await eventually(async () => {
      await kept.sweep.run();
      expect(await rowOf(message)).toBeNull();
    });
  });

  it('when it only waited for others, is nothing, and it is gone at once', async () => {
    const message = aMessage({ attempts: 0, lastError: null, reason: null });
    await kept.keep(message);
    await kept.remove(message);
    expect(await rowOf(message)).toBeNull();
    expect(toldOf(message)).toEqual([]);
  });

  it('when it waited for others and is refused then, is parked once', async () => {
    const message = aMessage({ attempts: 0 });
    await kept.keep(message);
    for (let times = 0; times < 3; times++) await kept.postpone(message, why, at);
    await eventually(() => expect(typesOf(message)).toEqual(['message.parked.v1']));
    expect(toldOf(message)).toMatchObject([{ data: { attempts: 1 } }]);
  });

  it.each([
    ['no JSON', 'hello'],
    ['no object', '7'],
    ['an object of no meaning', '{"id":7,"type":"a person","correlationid":"","data":{"orderId":{"$ne":1}}}'],
  ])('when it is %s, names only the message', async (_what, value) => {
    const message = aMessage({ state: 'dead', attempts: 1 }, value);
    await kept.keep(message);
    await eventually(() => expect(toldOf(message)).toHaveLength(1));
    expect(EventEnvelope.parse(toldOf(message)[0])).toMatchObject({
      type: 'message.given-up.v1',
      correlationid: message._id,
      causationid: message._id,
      data: { eventId: null, type: null, orderId: null },
    });
  });

  it('when it is itself about a kept message, is nothing', async () => {
    const message = aMessage();
    const aboutOne = { ...message, delivery: { ...message.delivery, topic: 'message-events' } };
    await kept.keep(aboutOne);
    await kept.giveUp(aboutOne, why);
    expect(await rowOf(message)).toMatchObject({ state: 'dead', outbox: [] });
  });

  it('when the broker is away, is told once it is back, by whoever sweeps', async () => {
    const deaf = new MongoKeptMessages({
      database: local.database,
      service: 'test-service',
      relay: { watch: () => undefined, nudge: () => undefined },
    });
    const message = aMessage({ keptAt: at });
    await deaf.keep(message);
    await deaf.remove(message);
    await kept.sweep.run();
    expect(await rowOf(message)).toMatchObject({ state: 'handled' });
    expect((await kept.find({ id: message._id }, { limit: 1, offset: 0 })).count).toBe(0);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
    await relay.sweep.run().finally(() => vi.useRealTimers());
    await eventually(() => expect(typesOf(message)).toEqual(['message.parked.v1', 'message.handled-late.v1']));
  });

  it('when it is kept again, is told once', async () => {
    const message = aMessage();
    for (let times = 0; times < 3; times++) await kept.keep(message);
    await relay.sweep.run();
    await eventually(() => expect(typesOf(message)).toEqual(['message.parked.v1']));
    expect(await rowOf(message)).toMatchObject({ told: 1 });
  });
});
