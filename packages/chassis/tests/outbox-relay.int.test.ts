import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { draft } from '@souk/contracts/event';
import { eventually } from '@souk/testing/eventually';
import type { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventsNotTaken, type Publication } from '../src/events/event-bus.ts';
import { InMemoryEventBus } from '../src/events/in-memory-event-bus.ts';
import { createLogger } from '../src/logger.ts';
import { Metrics } from '../src/metrics.ts';
import { OutboxRelay } from '../src/mongo/outbox-relay.ts';
import type { Outboxed } from '../src/mongo/outboxes.ts';
import { aRelay, aStore, count, Counted, countersIn, zero } from './counter.ts';
import { startLocalDatabase, type LocalDatabase } from './local-database.ts';

let local: LocalDatabase;

beforeAll(async () => {
  local = await startLocalDatabase();
});

afterAll(() => local.stop());

/** A bus that can be down, and slow. */
class FaultyBus extends InMemoryEventBus {
  isDown = false;
  beforePublish: () => Promise<unknown> = () => Promise.resolve();

  override async publish(publications: readonly Publication[]): Promise<void> {
    await this.beforePublish();
    if (this.isDown) throw new Error('The bus is down.');
    await super.publish(publications);
  }

  sequencesOf(subject: string): number[] {
    return this.published.filter(({ event }) => event.subject === subject).map(({ event }) => event.sequence);
  }
}

/** A relay, and a store of counters that nudges it, in a collection of that name. */
async function start({ bus = new FaultyBus(), name = randomUUID() }: { bus?: FaultyBus; name?: string } = {}) {
  const model = await countersIn(local.database, name);
  const relay = aRelay(bus);
  const store = aStore(model, relay);
  return {
    bus,
    name,
    relay,
    store,
    outboxOf: async (id: string) => (await model.findById(id).lean())!.outbox,
    collection: model.collection as unknown as mongo.Collection<Outboxed>,
  };
}

/** Counters whose process died before it could send their events. */
async function leftBehind(name: string, ids: readonly string[]): Promise<void> {
  const bus = new FaultyBus();
  bus.isDown = true;
  const { store, relay } = await start({ bus, name });
  for (const id of ids) {
    await store.insert(id, zero);
    for (let change = 0; change < 3; change++) await store.update(id, count);
  }
  await relay.stop();
}

describe.concurrent('OutboxRelay', () => {
  it('when aggregates change, sends their events in order, once, and takes them out', async () => {
    const { store, bus, outboxOf } = await start();
    const ids = ['a', 'b', 'c'];
    for (const id of ids) await store.insert(id, zero);
    await Promise.all(
      ids.map(async (id) => {
        for (let change = 0; change < 10; change++) await store.update(id, count);
      }),
    );
    for (const id of ids) {
      await eventually(async () => expect(await outboxOf(id)).toEqual([]));
      expect(bus.sequencesOf(id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    }
  });

  it('while the bus is down, keeps the events; when it is up again, sends them in order', async () => {
    const { store, bus, outboxOf } = await start();
    bus.isDown = true;
    await store.insert('a', count({ value: 0 }));
    await store.update('a', count);
    await store.update('a', count);
    expect(await outboxOf('a')).toHaveLength(3);
    bus.isDown = false;
    await eventually(async () => expect(await outboxOf('a')).toEqual([]));
    expect(bus.sequencesOf('a')).toEqual([1, 2, 3]);
  });

  it('when a process died with events unsent, finds them with its sweep', async () => {
    const { name, bus, relay, outboxOf } = await start();
    await leftBehind(name, ['a', 'b']);
    expect(await outboxOf('a')).toHaveLength(3);
    await relay.sweep.run();
    for (const id of ['a', 'b']) {
      await eventually(async () => expect(await outboxOf(id)).toEqual([]));
      expect(bus.sequencesOf(id)).toEqual([1, 2, 3]);
    }
  });

  it('when events are new, leaves them to the process that wrote them', async () => {
    const writer = await start();
    writer.bus.isDown = true;
    const event = draft(Counted, { value: 1 }, new Date());
    await writer.store.insert('a', { state: { value: 1 }, events: [event] });
    const sweeper = await start({ name: writer.name });
    await sweeper.relay.sweep.run();
    await sweeper.relay.stop();
    expect(sweeper.bus.published).toEqual([]);
    expect(await sweeper.outboxOf('a')).toHaveLength(1);
    await writer.relay.stop();
  });

  it('when a sweep has run, its metrics say what is left behind', async () => {
    const { name } = await start();
    await leftBehind(name, ['a', 'b']);
    const metrics = new Metrics('test');
    const bus = new FaultyBus();
    bus.isDown = true;
    const relay = new OutboxRelay({ bus, logger: createLogger('test', 'silent'), metrics });
    aStore(await countersIn(local.database, name), relay);
    await relay.sweep.run();
    const [pending, oldest] = [await metrics.outboxPending.get(), await metrics.outboxOldestSeconds.get()];
    expect(pending.values).toMatchObject([{ value: 2 }]);
    expect(oldest.values[0]!.value).toBeGreaterThan(3_600);
    bus.isDown = false;
    await eventually(async () => {
      await relay.sweep.run();
      expect((await metrics.outboxPending.get()).values).toMatchObject([{ value: 0 }]);
    });
    await relay.stop();
  });

  it('when the bus takes events but not those of one aggregate, sends the others, and these in order once it does', async () => {
    const bus = new FaultyBus();
    let isStuck = true;
    const { store, outboxOf, relay } = await start({ bus });
    const publish = bus.publish.bind(bus);
    bus.publish = async (publications) => {
      if (isStuck && publications.some(({ event }) => event.subject === 'stuck')) {
        throw new EventsNotTaken({ reason: 'NOT_LEADER', isFinal: false, cause: new Error('There is no leader.') });
      }
      await publish(publications);
    };
    for (const id of ['stuck', 'free']) await store.insert(id, zero);
    for (let change = 0; change < 3; change++) {
      await Promise.all([store.update('stuck', count), store.update('free', count)]);
    }
    await eventually(() => expect(bus.sequencesOf('free')).toEqual([1, 2, 3]));
    expect(await outboxOf('stuck')).toHaveLength(3);
    // The sweep finds it as well; it waits for its turn all the same, and is counted.
    await relay.sweep.run();
    expect(bus.sequencesOf('stuck')).toEqual([]);
    isStuck = false;
    await store.update('stuck', count);
    await eventually(() => expect(bus.sequencesOf('stuck')).toEqual([1, 2, 3, 4]));
    await eventually(async () => expect(await outboxOf('stuck')).toEqual([]));
    await relay.stop();
  });

  it('when several relays send for the same aggregates, none is ahead of an older event', async () => {
    const bus = new FaultyBus();
    bus.beforePublish = () => delay(Math.random() * 10);
    const one = await start({ bus });
    const other = await start({ bus, name: one.name });
    const ids = ['a', 'b', 'c'];
    for (const id of ids) await one.store.insert(id, zero);
    const work = [one, other].flatMap(({ store }) =>
      ids.map(async (id) => {
        for (let change = 0; change < 10; change++) await store.update(id, count);
      }),
    );
    const sweeping = [one, other].map(async ({ relay }) => {
      for (let turn = 0; turn < 5; turn++) await relay.sweep.run();
    });
    await Promise.all([...work, ...sweeping]);
    await Promise.all([one.relay.stop(), other.relay.stop()]);
    const inOrder = Array.from({ length: 20 }, (_, index) => index + 1);
    for (const id of ids) expect([...new Set(bus.sequencesOf(id))]).toEqual(inOrder);
  });

  it('when the next change takes the sent events out, does not write for that alone', async () => {
    const { relay, bus, collection } = await start();
    const writes: unknown[] = [];
    const counting = withMethod(collection, 'bulkWrite', async (operations) => void writes.push(operations));
    relay.nudge(counting, 'a', [anEvent('a', 1)]);
    await eventually(() => expect(bus.sequencesOf('a')).toEqual([1]));
    relay.nudge(counting, 'a', []);
    await relay.stop();
    expect(writes).toEqual([]);
  });

  it('when stopped, sends what is queued and takes it out first', async () => {
    const { store, bus, relay, outboxOf } = await start();
    bus.beforePublish = () => delay(50);
    await store.insert('a', count({ value: 0 }));
    await store.update('a', count);
    await relay.stop();
    expect(bus.sequencesOf('a')).toEqual([1, 2]);
    expect(await outboxOf('a')).toEqual([]);
  });

  it('when stopped while the bus is down, leaves the events in their outbox', async () => {
    const { store, bus, relay, outboxOf } = await start();
    bus.isDown = true;
    await store.insert('a', count({ value: 0 }));
    await relay.stop();
    expect(await outboxOf('a')).toHaveLength(1);
  });

  it('when nudged while it takes out the last events, sends the new ones without a sweep', async () => {
    const { relay, bus, collection } = await start();
    const takingOut = Promise.withResolvers<undefined>();
    const mayEnd = Promise.withResolvers<undefined>();
    const slow = withMethod(collection, 'bulkWrite', async () => {
      takingOut.resolve(undefined);
      await mayEnd.promise;
    });
    relay.nudge(slow, 'a', [anEvent('a', 1)]);
    await takingOut.promise;
    relay.nudge(slow, 'b', [anEvent('b', 1)]);
    mayEnd.resolve(undefined);
    await eventually(() => expect(bus.sequencesOf('b')).toEqual([1]));
  });

  it('when the nudges of two writes come in the other order, forgets no event', async () => {
    const { relay, bus, collection } = await start();
    const busy = Promise.withResolvers<undefined>();
    bus.beforePublish = () => busy.promise;
    relay.nudge(collection, 'other', [anEvent('other', 1)]);
    const [first, second] = [anEvent('a', 1), anEvent('a', 2)];
    relay.nudge(collection, 'a', [first, second]);
    relay.nudge(collection, 'a', [first]);
    busy.resolve(undefined);
    await relay.stop();
    expect(bus.sequencesOf('a')).toEqual([1, 2]);
  });

  it('when sent events cannot be taken out, takes them out later and does not send them again', async () => {
    const { relay, bus, collection, name, outboxOf } = await start();
    await leftBehind(name, ['a']);
    const outbox = await outboxOf('a');
    let failures = 0;
    const failing = withMethod(collection, 'bulkWrite', async () => {
      failures++;
      throw new Error('The connection is lost.');
    });
    relay.nudge(failing, 'a', outbox);
    await eventually(() => expect(failures).toBe(1));
    expect(await outboxOf('a')).toHaveLength(3);
    await relay.sweep.run();
    await eventually(async () => expect(await outboxOf('a')).toEqual([]));
    expect(bus.sequencesOf('a')).toEqual([1, 2, 3]);
  });
});

function anEvent(subject: string, sequence: number): Publication {
  return {
    topic: Counted.topic,
    event: {
      specversion: '1.0',
      id: randomUUID(),
      source: '/test-service',
      type: Counted.type,
      subject,
      time: new Date().toISOString(),
      sequence,
      correlationid: subject,
      causationid: 'test',
      data: { value: sequence },
    },
  };
}

/** The collection, but with a method of the test's own. */
function withMethod(
  collection: mongo.Collection<Outboxed>,
  name: keyof mongo.Collection<Outboxed>,
  method: (...given: never[]) => Promise<unknown>,
): mongo.Collection<Outboxed> {
  return new Proxy(collection, {
    get: (target, property): unknown => (property === name ? method : Reflect.get(target, property, target)),
  });
}
