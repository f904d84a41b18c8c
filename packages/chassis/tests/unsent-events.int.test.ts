import { randomUUID } from 'node:crypto';
import { draft } from '@souk/contracts/event';
import { eventually } from '@souk/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventsNotTaken, type Publication } from '../src/events/event-bus.ts';
import { InMemoryEventBus } from '../src/events/in-memory-event-bus.ts';
import { KafkaEventBus } from '../src/events/kafka-event-bus.ts';
import { MongoKeptMessages } from '../src/events/mongo-kept-messages.ts';
import { createLogger } from '../src/logger.ts';
import type { Change } from '../src/mongo/aggregate-store.ts';
import type { OutboxRelay } from '../src/mongo/outbox-relay.ts';
import { aPublication } from './a-publication.ts';
import { aRelay, aStore, at, count, countersIn, Noted, zero, type Counter } from './counter.ts';
import { startLocalBroker, type LocalBroker } from './local-broker.ts';
import { startLocalDatabase, type LocalDatabase } from './local-database.ts';

const page = { limit: 10, offset: 0 };
const MEBIBYTE = 1024 * 1024;

let local: LocalDatabase;

beforeAll(async () => {
  local = await startLocalDatabase();
});

afterAll(() => local.stop());

/** Says something of that many bytes. */
const noteOf =
  (bytes: number) =>
  ({ value }: Counter): Change<Counter> => ({
    state: { value },
    events: [draft(Noted, { note: 'n'.repeat(bytes) }, at)],
  });

/** A store of counters with its relay, and the messages that the service keeps. */
async function aService(bus: InMemoryEventBus | KafkaEventBus) {
  const relay: OutboxRelay = aRelay(bus);
  const model = await countersIn(local.database, randomUUID());
  const kept = new MongoKeptMessages({ database: local.database, service: 'test-service', relay });
  await kept.prepare();
  relay.setAsideIn(kept);
  const store = aStore(model, relay);
  const outboxOf = async (id: string) => (await model.findById(id).lean())!.outbox;
  const keptOf = async (subject: string) => (await kept.find({ subject }, page)).data;
  return { relay, kept, store, outboxOf, keptOf };
}

/** Takes no events of more than so many bytes, and none of a request with one. */
class NarrowBus extends InMemoryEventBus {
  mostBytes = 1_000;

  override async publish(publications: readonly Publication[]): Promise<void> {
    if (publications.some((each) => JSON.stringify(each).length > this.mostBytes)) {
      throw new EventsNotTaken({ reason: 'MESSAGE_TOO_LARGE', isFinal: true, cause: new Error('Too large.') });
    }
    await super.publish(publications);
  }

  typesOf(subject: string) {
    return this.published.filter(({ event }) => event.subject === subject).map(({ event }) => event.type);
  }
}

describe('an event that the broker will never take', () => {
  it('when it is in an outbox, is kept as dead and told; later ones of its aggregate and of others go out', async () => {
    const bus = new NarrowBus();
    const { store, outboxOf, keptOf, relay } = await aService(bus);
    const [a, b] = [randomUUID(), randomUUID()];
    for (const id of [a, b]) await store.insert(id, zero);
    await Promise.all([store.update(a, noteOf(2_000)), store.update(b, count)]);
    await store.update(a, count);
    for (const id of [a, b]) await eventually(async () => expect(await outboxOf(id)).toEqual([]));
    expect(bus.typesOf(a)).toEqual(['counter.counted.v1']);
    expect(bus.typesOf(b)).toEqual(['counter.counted.v1']);
    const [message] = await keptOf(a);
    expect(message).toMatchObject({
      state: 'dead',
      type: Noted.type,
      reason: 'broker.MESSAGE_TOO_LARGE',
      lastError: 'Too large.',
      isUnsent: true,
    });
    await eventually(() => expect(bus.typesOf(message!._id)).toEqual(['message.given-up.v1']));
    await relay.stop();
  });

  it('when it is redriven, is sent once the broker takes it, with a note that later ones may have been, and is gone', async () => {
    const bus = new NarrowBus();
    const { store, kept, keptOf, relay } = await aService(bus);
    const id = randomUUID();
    await store.insert(id, zero);
    await store.update(id, noteOf(2_000));
    await eventually(async () => expect(await keptOf(id)).toHaveLength(1));
    expect(await kept.redrive({ state: 'dead', subject: id }, new Date())).toBe(1);
    await eventually(async () =>
      expect(await keptOf(id)).toMatchObject([{ state: 'dead', attempts: 1, isUnsent: true }]),
    );
    expect(bus.typesOf(id)).toEqual([]);
    bus.mostBytes = 10_000;
    expect(await kept.redrive({ state: 'dead', subject: id }, new Date())).toBe(1);
    await eventually(() => expect(bus.typesOf(id)).toEqual([Noted.type]));
    expect(bus.published.find(({ event }) => event.subject === id)!.event).toMatchObject({
      redriven: 2,
      sequence: 1,
      data: { note: 'n'.repeat(2_000) },
    });
    expect(await keptOf(id)).toEqual([]);
    await eventually(async () => {
      await kept.sweep.run();
      expect(await local.database.collection('kept-messages').countDocuments({ 'delivery.key': id })).toBe(0);
    });
    await relay.stop();
  });

  it('when its process dies after it is kept and before it has left its outbox, is kept once', async () => {
    const bus = new NarrowBus();
    const { kept, keptOf, relay } = await aService(bus);
    const id = randomUUID();
    const publication = aPublication(Noted.topic, id);
    const refusal = new EventsNotTaken({ reason: 'MESSAGE_TOO_LARGE', isFinal: true, cause: new Error('Too large.') });
    await kept.setAside(publication, refusal);
    await kept.setAside(publication, refusal);
    expect(await keptOf(id)).toMatchObject([{ eventId: publication.event.id, attempts: 1 }]);
    await relay.stop();
  });

  it('when events are much larger than a message may be, are kept, listed without being read, and redriven', async () => {
    const bus = new NarrowBus();
    bus.mostBytes = MEBIBYTE;
    const { store, kept, keptOf, outboxOf, relay } = await aService(bus);
    const id = randomUUID();
    await store.insert(id, zero);
    await store.update(id, noteOf(4 * MEBIBYTE));
    await eventually(async () => expect(await keptOf(id)).toHaveLength(1));
    await eventually(async () => expect(await outboxOf(id)).toEqual([]));
    expect(JSON.stringify(await keptOf(id)).length).toBeLessThan(2_000);
    bus.mostBytes = 20 * MEBIBYTE;
    await kept.redrive({ state: 'dead', subject: id }, new Date());
    await eventually(() => expect(bus.typesOf(id)).toEqual([Noted.type]));
    await relay.stop();
  });
});

describe('on the embedded broker', () => {
  let broker: LocalBroker;
  let bus: KafkaEventBus;

  beforeAll(async () => {
    broker = await startLocalBroker();
    const logger = createLogger('test', 'silent');
    bus = await KafkaEventBus.connect({ brokers: [broker.address], clientId: 'test', logger });
  });

  afterAll(async () => {
    await bus.close();
    await broker.stop();
  });

  it('when an event is larger than a message may be, or of no topic, says that it will never take it', async () => {
    const small = aPublication('user-events', randomUUID());
    const { event } = small;
    const large = { topic: 'user-events', event: { ...event, data: { note: 'n'.repeat(2 * MEBIBYTE) } } };
    await expect(bus.publish([small, large])).rejects.toMatchObject({ reason: 'MESSAGE_TOO_LARGE', isFinal: true });
    const nowhere = { topic: 'no topic!', event };
    await expect(bus.publish([nowhere])).rejects.toMatchObject({ name: 'EventsNotTaken' });
    await bus.publish([small]);
    expect(bus.isReady()).toBe(true);
  });

  it('when many events are more than a message may be together, takes them all', async () => {
    const key = randomUUID();
    const publications = Array.from({ length: 40 }, (_, index) => {
      const { topic, event } = aPublication('user-events', key, index + 1);
      return { topic, event: { ...event, data: { note: 'n'.repeat(100_000) } } };
    });
    const sequences: number[] = [];
    await bus.consume({
      group: randomUUID(),
      topics: ['user-events'],
      handle: async (delivery) => {
        if (delivery.key === key) sequences.push(JSON.parse(delivery.value).sequence);
      },
    });
    await bus.publish(publications);
    await eventually(() => expect(sequences).toEqual(publications.map(({ event }) => event.sequence)));
  });

  it('when an outbox holds an event that is too large, sends those before and behind it', async () => {
    const { store, outboxOf, keptOf, relay } = await aService(bus);
    const id = randomUUID();
    await store.insert(id, zero);
    await store.update(id, count);
    await store.update(id, noteOf(2 * MEBIBYTE));
    await store.update(id, count);
    await eventually(async () => expect(await outboxOf(id)).toEqual([]));
    expect(await keptOf(id)).toMatchObject([{ type: Noted.type, reason: 'broker.MESSAGE_TOO_LARGE' }]);
    await relay.stop();
  });
});
