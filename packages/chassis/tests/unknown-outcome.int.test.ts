import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@souk/testing/eventually';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InMemoryEventBus } from '../src/events/in-memory-event-bus.ts';
import { isDatabaseUnavailable } from '../src/mongo/database-errors.ts';
import { aRelay, aStore, count, countersIn, handling, zero, type CounterModel } from './counter.ts';
import { startLocalDatabase, type LocalDatabase } from './local-database.ts';

let local: LocalDatabase;
let model: CounterModel;
const bus = new InMemoryEventBus();
const relay = aRelay(bus);

beforeAll(async () => {
  local = await startLocalDatabase();
  model = await countersIn(local.database, 'counters');
});

afterAll(async () => {
  await relay.stop();
  await local.stop();
});

const sequencesOf = (id: string) =>
  bus.published.filter(({ event }) => event.subject === id).map(({ event }) => event.sequence);

type Write = (operations: object[], ...options: never[]) => Promise<unknown>;

const lateWrites: Promise<unknown>[] = [];

/** What may have become of a write whose connection broke. */
const FATES: Readonly<Record<string, (write: () => Promise<unknown>) => Promise<unknown>>> = {
  'took effect': (write) => write(),
  'took no effect': () => Promise.resolve(),
  'takes effect later': (write) => {
    lateWrites.push(delay(30).then(write));
    return Promise.resolve();
  },
};

/** The counters, but the connection breaks during the first write of a kind. */
function breakingOnce(kind: 'insertOne' | 'updateOne', fate: string): CounterModel {
  let calls = 0;
  const collection = new Proxy(model.collection, {
    get: (target, property): unknown => {
      const value: unknown = Reflect.get(target, property, target);
      if (property !== 'bulkWrite') return value;
      return async (operations: object[], ...options: never[]) => {
        const write = () => (value as Write).call(target, operations, ...options);
        const isDue = operations.some((operation) => kind in operation) && calls++ === 0;
        if (!isDue) return write();
        await FATES[fate]!(write);
        throw new mongo.MongoNetworkError('connection 1 to 127.0.0.1 closed', {});
      };
    },
  });
  return { collection, db: model.db } as unknown as CounterModel;
}

describe.concurrent('a write whose reply is lost', () => {
  const cases = Object.keys(FATES).flatMap((fate) => [
    { fate, isSoleWriter: false },
    { fate, isSoleWriter: true },
  ]);

  it.each(cases)(
    'when it $fate, changes the aggregate once (sole writer: $isSoleWriter)',
    async ({ fate, ...options }) => {
      const id = randomUUID();
      const store = aStore(breakingOnce('updateOne', fate), relay, options);
      await store.insert(id, zero);
      expect(await store.update(id, count)).toEqual({ value: 1 });
      await Promise.all(lateWrites);
      await relay.sweep.run();
      await eventually(async () => expect((await model.findById(id).lean())!.outbox).toEqual([]));
      expect(await model.findById(id).lean()).toMatchObject({ value: 1, version: 2 });
      expect(sequencesOf(id)).toEqual([1]);
    },
  );

  it('when it added an aggregate, finds it there at the next try', async () => {
    const id = randomUUID();
    const store = aStore(breakingOnce('insertOne', 'took effect'), relay);
    const refusal = await store.insert(id, count({ value: 0 })).catch((error: unknown) => error);
    expect(isDatabaseUnavailable(refusal)).toBe(true);
    expect(await store.insert(id, count({ value: 7 }))).toBe(false);
    expect(await store.find(id)).toEqual({ value: 1 });
    await relay.sweep.run();
    await eventually(() => expect(sequencesOf(id)).toEqual([1]));
  });
});

describe('a database that is killed while messages are handled', () => {
  it('when it is back, has applied each message once and in order', async () => {
    const store = aStore(model, relay);
    const ids = ['a', 'b', 'c', 'd'];
    for (const id of ids) await store.insert(id, zero);
    let handled = 0;
    const consumers = ids.map(async (id) => {
      for (let sequence = 1; sequence <= 60;) {
        const message = { id: `${id}-${sequence}`, topic: 'payment-events', subject: id, sequence };
        try {
          await handling(message, () => store.update(id, count));
          sequence++;
          handled++;
        } catch (error) {
          // As the dispatcher does: what the database's absence explains is tried again.
          if (!isDatabaseUnavailable(error)) throw error;
        }
      }
    });
    for (const atLeast of [60, 140]) {
      await eventually(() => expect(handled).toBeGreaterThan(atLeast));
      await local.kill();
      await local.startAgain();
    }
    await Promise.all(consumers);
    await relay.sweep.run();
    const inOrder = Array.from({ length: 60 }, (_, index) => index + 1);
    for (const id of ids) {
      await eventually(async () => expect((await model.findById(id).lean())!.outbox).toEqual([]));
      expect(await store.find(id)).toEqual({ value: 60 });
      expect([...new Set(sequencesOf(id))]).toEqual(inOrder);
    }
  });
});
