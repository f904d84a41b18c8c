import { randomUUID } from 'node:crypto';
import { draft, EventEnvelope } from '@souk/contracts/event';
import { eventually } from '@souk/testing/eventually';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { InMemoryEventBus } from '../src/events/in-memory-event-bus.ts';
import { runBecauseOf, type HandledMessage } from '../src/execution-context.ts';
import { INBOX_LENGTH } from '../src/mongo/aggregate-document.ts';
import type { AggregateStore } from '../src/mongo/aggregate-store.ts';
import { aRelay, aStore, at, count, Counted, countersIn, handling, Noted, zero } from './counter.ts';
import type { Counter, CounterModel } from './counter.ts';
import { startLocalDatabase, type LocalDatabase } from './local-database.ts';

let local: LocalDatabase;
let model: CounterModel;
let store: AggregateStore<Counter>;
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

async function aCounter(): Promise<string> {
  const id = randomUUID();
  await store.insert(id, zero);
  return id;
}

const documentOf = async (id: string) => (await model.findById(id).lean())!;

const publishedFor = (id: string, length: number) =>
  eventually(() => {
    const events = bus.published.map(({ event }) => event).filter(({ subject }) => subject === id);
    expect(events).toHaveLength(length);
    return events;
  });

const aMessage = (overrides: Partial<HandledMessage> = {}): HandledMessage => ({
  id: randomUUID(),
  topic: 'payment-events',
  subject: 'order-1',
  sequence: 1,
  ...overrides,
});

describe.each([{ isSoleWriter: false }, { isSoleWriter: true }])('an AggregateStore with %o', (options) => {
  beforeAll(() => {
    store = aStore(model, relay, options);
  });

  describe('insert', () => {
    it('when there is none with its id, adds it and publishes its events', async () => {
      const id = randomUUID();
      expect(await store.insert(id, count({ value: 4 }))).toBe(true);
      expect(await store.find(id)).toEqual({ value: 5 });
      expect(await publishedFor(id, 1)).toMatchObject([{ type: Counted.type, sequence: 1, data: { value: 5 } }]);
    });

    it('when it happens ten times at once, adds one and leaves it as it is', async () => {
      const id = randomUUID();
      const values = Array.from({ length: 10 }, (_, value) => value);
      const added = await Promise.all(values.map((value) => store.insert(id, count({ value }))));
      expect(added.filter(Boolean)).toHaveLength(1);
      expect(await store.find(id)).toEqual({ value: added.indexOf(true) + 1 });
      await publishedFor(id, 1);
    });
  });

  describe('find', () => {
    it('when many are looked for at once, gives each its own, as it is then', async () => {
      const ids = await Promise.all(Array.from({ length: 30 }, aCounter));
      await store.update(ids[7]!, count);
      const found = await Promise.all([...ids, randomUUID()].map((id) => store.find(id)));
      expect(found).toEqual([...ids.map((_id, index) => ({ value: index === 7 ? 1 : 0 })), null]);
      const looking = ids.map((id) => store.find(id));
      await store.update(ids[8]!, count);
      expect(await store.find(ids[8]!)).toEqual({ value: 1 });
      await Promise.all(looking);
    });
  });

  describe('recall', () => {
    it('gives what this process has written last, whatever others have made of it; only a sole writer remembers', async () => {
      const id = await aCounter();
      await store.update(id, count);
      await aStore(model, relay, options).update(id, count);
      expect(store.recall(id)).toEqual(options.isSoleWriter ? { value: 1 } : null);
      expect(store.recall(randomUUID())).toBeNull();
    });
  });

  describe('consult', () => {
    const valueOf = (counter: Counter | null) => counter?.value ?? null;

    it('when there is one, answers from it; when there is none, from null', async () => {
      const id = await aCounter();
      expect(await store.consult(id, valueOf)).toBe(0);
      await store.update(id, count);
      expect(await store.consult(id, valueOf)).toBe(1);
      expect(await store.consult(randomUUID(), valueOf)).toBeNull();
    });

    it('when another process has changed it, refuses only what the stored one makes it refuse', async () => {
      const id = await aCounter();
      await store.consult(id, valueOf);
      await aStore(model, relay, options).update(id, count);
      const atLeast = (least: number) => (counter: Counter | null) => {
        if ((counter?.value ?? 0) < least) throw new RangeError('Too low.');
        return counter?.value;
      };
      expect(await store.consult(id, atLeast(1))).toBe(1);
      await expect(store.consult(id, atLeast(2))).rejects.toThrow('Too low.');
      expect(await store.update(id, count)).toEqual({ value: 2 });
    });
  });

  describe('update', () => {
    it('when there is no such aggregate, decides nothing', async () => {
      const decided: Counter[] = [];
      const state = await store.update(randomUUID(), (counter) => {
        decided.push(counter);
        return count(counter);
      });
      expect(state).toBeNull();
      expect(decided).toEqual([]);
    });

    it('when there is no such aggregate and what it would be is given, adds it with its first change and no other way', async () => {
      const id = randomUUID();
      expect(await store.update(id, () => null, { value: 7 })).toEqual({ value: 7 });
      const refuse = () => {
        throw new RangeError('Too high.');
      };
      await expect(store.update(id, refuse, { value: 7 })).rejects.toThrow('Too high.');
      expect(await store.find(id)).toBeNull();
      expect(await store.update(id, count, { value: 7 })).toEqual({ value: 8 });
      expect(await documentOf(id)).toMatchObject({ value: 8, version: 1 });
      expect(await store.update(id, count, { value: 7 })).toEqual({ value: 9 });
      expect(await publishedFor(id, 2)).toMatchObject([{ sequence: 1 }, { sequence: 2 }]);
    });

    it('when two processes add it at once, loses neither change', async () => {
      const id = randomUUID();
      const stores = [store, aStore(model, relay, options)];
      await Promise.all(stores.map((one) => one.update(id, count, { value: 0 })));
      expect(await documentOf(id)).toMatchObject({ value: 2, version: 2 });
    });

    it('when a message adds it and comes again, changes nothing more', async () => {
      const id = randomUUID();
      const message = aMessage();
      for (const one of [store, store, aStore(model, relay, options)]) {
        expect(await handling(message, () => one.update(id, count, { value: 0 }))).toEqual({ value: 1 });
      }
    });

    it('when the decision is to change nothing, writes nothing', async () => {
      const id = await aCounter();
      const before = await documentOf(id);
      expect(await store.update(id, () => null)).toEqual({ value: 0 });
      expect(await documentOf(id)).toEqual(before);
    });

    it('when the decision throws, writes nothing', async () => {
      const id = await aCounter();
      const refuse = () => {
        throw new RangeError('Too high.');
      };
      await expect(store.update(id, refuse)).rejects.toThrow('Too high.');
      expect(await documentOf(id)).toMatchObject({ version: 1, value: 0 });
    });

    it('when fifty change it at once, loses none of the changes', async () => {
      const id = await aCounter();
      const states = await Promise.all(Array.from({ length: 50 }, () => store.update(id, count)));
      expect(new Set(states.map((state) => state?.value)).size).toBe(50);
      expect(await documentOf(id)).toMatchObject({ value: 50, version: 51 });
      const events = await publishedFor(id, 50);
      expect(events.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    });

    it('when the document has a field that is no part of the state, leaves it', async () => {
      const id = await aCounter();
      await store.update(id, ({ value }) => ({ state: { value, note: 'hello' }, events: [] }));
      await store.update(id, () => ({ state: { value: 1 }, events: [] }));
      expect(await store.find(id)).toEqual({ value: 1, note: 'hello' });
    });
  });

  describe('a message', () => {
    it('when delivered again and again, changes an aggregate once', async () => {
      const id = await aCounter();
      const message = aMessage();
      for (let delivery = 0; delivery < 3; delivery++) await handling(message, () => store.update(id, count));
      expect(await store.find(id)).toEqual({ value: 1 });
      await publishedFor(id, 1);
    });

    it('when delivered twice at once, changes an aggregate once', async () => {
      const id = await aCounter();
      const message = aMessage();
      const deliver = () => handling(message, () => store.update(id, count));
      expect(await Promise.all([deliver(), deliver()])).toEqual([{ value: 1 }, { value: 1 }]);
      expect(await store.find(id)).toEqual({ value: 1 });
    });

    it('when it has made the aggregate, does not change it as well', async () => {
      const id = randomUUID();
      const message = aMessage();
      await handling(message, () => store.insert(id, zero));
      await handling(message, () => store.update(id, count));
      expect(await store.find(id)).toEqual({ value: 0 });
    });

    it('when redriven, changes an aggregate once although it is older than what was applied, which stays the newest', async () => {
      const id = await aCounter();
      const topic = 'payment-events';
      const late = { ...aMessage({ subject: id, topic, sequence: 1 }), isRedriven: true };
      const deliver = (message: HandledMessage) => handling(message, () => store.update(id, count));
      await deliver(aMessage({ subject: id, topic, sequence: 3 }));
      await deliver(late);
      await deliver(late);
      await deliver(aMessage({ subject: id, topic, sequence: 2 }));
      expect(await documentOf(id)).toMatchObject({ value: 2, seen: { [topic]: 3 } });
    });

    it('when about this aggregate and older than one it has applied, is dropped; per topic', async () => {
      const id = await aCounter();
      const deliver = (topic: string, sequence: number) =>
        handling(aMessage({ subject: id, topic, sequence }), () => store.update(id, count));
      await deliver('payment-events', 2);
      await deliver('payment-events', 1);
      expect(await store.find(id)).toEqual({ value: 1 });
      await deliver('inventory-updates', 1);
      await deliver('payment-events', 3);
      expect(await documentOf(id)).toMatchObject({ value: 3, seen: { 'payment-events': 3, 'inventory-updates': 1 } });
    });

    it('when about another aggregate, is told apart by its id alone', async () => {
      const id = await aCounter();
      await handling(aMessage({ subject: 'order-2', sequence: 9 }), () => store.update(id, count));
      await handling(aMessage({ subject: 'order-3', sequence: 1 }), () => store.update(id, count));
      expect(await documentOf(id)).toMatchObject({ value: 2, seen: {} });
    });

    it(`when ${INBOX_LENGTH} others have come since, is forgotten`, async () => {
      const id = await aCounter();
      const inbox = Array.from({ length: INBOX_LENGTH }, () => randomUUID());
      await model.updateOne({ _id: id }, { $set: { inbox }, $inc: { version: 1 } });
      const message = aMessage();
      await handling(message, () => store.update(id, count));
      expect((await documentOf(id)).inbox).toEqual([...inbox.slice(1), message.id]);
    });
  });

  describe('an event', () => {
    it('when it follows from a message, says so, and is numbered per topic', async () => {
      const id = await aCounter();
      const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
      for (const note of ['a', 'b']) {
        const cause = { id: `cause-${note}`, correlationId: 'order-7', traceparent, message: null };
        await runBecauseOf(cause, () =>
          store.update(id, (counter) => ({
            ...count(counter),
            events: [...count(counter).events, draft(Noted, { note }, at), ...count(counter).events],
          })),
        );
      }
      const events = await publishedFor(id, 6);
      for (const event of events) {
        expect(EventEnvelope.parse(event)).toEqual(event);
        expect(event).toMatchObject({
          source: '/test-service',
          subject: id,
          time: at.toISOString(),
          correlationid: 'order-7',
          traceparent,
        });
      }
      expect(events.map(({ type, sequence, causationid }) => [type, sequence, causationid])).toEqual([
        [Counted.type, 1, 'cause-a'],
        [Noted.type, 1, 'cause-a'],
        [Counted.type, 2, 'cause-a'],
        [Counted.type, 3, 'cause-b'],
        [Noted.type, 2, 'cause-b'],
        [Counted.type, 4, 'cause-b'],
      ]);
      expect(new Set(events.map((event) => event.id)).size).toBe(6);
    });

    it('when nothing is known of its cause, is about its subject', async () => {
      const id = await aCounter();
      await store.update(id, count);
      const [event] = await publishedFor(id, 1);
      expect(event).toMatchObject({ correlationid: id, causationid: 'start-up' });
      expect(event).not.toHaveProperty('traceparent');
    });
  });
});

describe('what a sole writer remembers', () => {
  beforeAll(() => {
    store = aStore(model, relay, { isSoleWriter: true });
  });

  it('when nobody else has changed it, makes a read needless', async () => {
    const id = await aCounter();
    const findOne = vi.spyOn(model.collection, 'findOne');
    await store.update(id, count);
    await store.update(id, count);
    expect(findOne).not.toHaveBeenCalled();
    findOne.mockRestore();
    expect(await store.find(id)).toEqual({ value: 2 });
  });

  it('when another process has changed it since, counts for nothing', async () => {
    const id = await aCounter();
    const otherProcess = aStore(model, aRelay(bus), { isSoleWriter: true });
    await otherProcess.update(id, count);
    await otherProcess.update(id, count);
    expect(await store.update(id, count)).toEqual({ value: 3 });
    expect(await documentOf(id)).toMatchObject({ value: 3, version: 4, sequences: { 'order-events': 3 } });
    // Two processes may send an event twice, but never before an older one.
    await eventually(() => {
      const sequences = bus.published.filter(({ event }) => event.subject === id).map(({ event }) => event.sequence);
      expect([...new Set(sequences)]).toEqual([1, 2, 3]);
    });
  });

  it('when a rule says no to it, does not decide: what is stored does', async () => {
    const id = await aCounter();
    const onlyFromTwo = (state: Counter) => {
      if (state.value < 2) throw new Error('too early');
      return count(state);
    };
    await expect(store.update(id, onlyFromTwo)).rejects.toThrow('too early');
    const otherProcess = aStore(model, aRelay(bus), { isSoleWriter: true });
    await otherProcess.update(id, count);
    await otherProcess.update(id, count);
    expect(await store.update(id, onlyFromTwo)).toEqual({ value: 3 });
  });

  it('when changed by nobody in the end, leaves no sent event in the outbox', async () => {
    const id = await aCounter();
    await store.update(id, count);
    await store.update(id, count);
    await publishedFor(id, 2);
    await eventually(async () => expect((await documentOf(id)).outbox).toEqual([]));
  });
});
