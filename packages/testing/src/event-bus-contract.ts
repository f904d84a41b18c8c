import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Delivery, EventBus, PartitionLag, Publication } from '@souk/chassis/events/event-bus';
import { uuidv7 } from '@souk/chassis/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './eventually.ts';

/** A broker with one bus on it; `another` connects one more, as another process would. `stop` ends the broker. */
export interface BrokerUnderTest {
  readonly bus: EventBus;
  another(): Promise<EventBus>;
  stop(): Promise<void>;
}

const TOPIC = 'order-events';

/** One delivery that a handler has finished. */
interface Handled {
  readonly topic: string;
  readonly key: string;
  readonly sequence: number;
}

/**
 * What every event bus promises, whatever carries it. The broker may hold other events and be in use by others: each case has
 * keys and groups of its own and leaves the rest alone.
 */
export function eventBusContract(name: string, start: () => Promise<BrokerUnderTest>): void {
  describe.concurrent(`${name} as an event bus`, () => {
    let broker: BrokerUnderTest;
    const opened: EventBus[] = [];
    const open = async (): Promise<EventBus> => {
      const bus = await broker.another();
      opened.push(bus);
      return bus;
    };

    beforeAll(async () => {
      broker = await start();
    });

    afterAll(async () => {
      await Promise.all([broker.bus, ...opened].map((bus) => bus.close()));
      await broker.stop();
    });

    it('when an event is published, hands it over whole, under its subject as key', async () => {
      const key = randomUUID();
      const deliveries: Delivery[] = [];
      const bus = await open();
      await bus.consume({
        group: randomUUID(),
        topics: [TOPIC],
        handle: async (delivery) => {
          if (delivery.key === key) deliveries.push(delivery);
        },
      });
      const publication = anEvent(key, 1);
      await broker.bus.publish([publication]);
      const [delivery] = await eventually(() => {
        expect(deliveries).toHaveLength(1);
        return deliveries;
      });
      expect(delivery).toMatchObject({ topic: TOPIC, key });
      expect(JSON.parse(delivery!.value)).toEqual(publication.event);
      expect(bus.isReady()).toBe(true);
    });

    it('when events of several topics are published at once, gives each consumer those of its topics', async () => {
      const key = randomUUID();
      const both = aRecorder([key]);
      const one = aRecorder([key]);
      const bus = await open();
      await bus.consume({ group: randomUUID(), topics: [TOPIC, 'payment-events'], handle: both.handle });
      await bus.consume({ group: randomUUID(), topics: ['payment-events'], handle: one.handle });
      await bus.publish([
        anEvent(key, 1),
        anEvent(key, 1, 'payment-events'),
        anEvent(key, 1, 'user-events'),
        anEvent(key, 2),
      ]);
      await eventually(() => {
        expect(both.sequences(key, TOPIC)).toEqual([1, 2]);
        expect(both.sequences(key, 'payment-events')).toEqual([1]);
        expect(one.handled).toEqual([{ topic: 'payment-events', key, sequence: 1 }]);
      });
      expect(both.handled).toHaveLength(3);
    });

    it('when nothing is published, has nothing to do', async () => {
      await expect(broker.bus.publish([])).resolves.toBeUndefined();
    });

    it('when a key has many events, brings them one after the other in their order', async () => {
      const keys = someKeys(4);
      const inProgress = new Set<string>();
      const overlaps: string[] = [];
      const recorder = aRecorder(keys, async ({ key, sequence }) => {
        if (inProgress.has(key)) overlaps.push(key);
        inProgress.add(key);
        await delay(sequence % 3);
        inProgress.delete(key);
      });
      const bus = await open();
      await bus.consume({ group: randomUUID(), topics: [TOPIC], handle: recorder.handle });
      for (let round = 0; round < 5; round++) await bus.publish(eventsOf(keys, 5, round * 5 + 1));
      await eventually(() => {
        for (const key of keys) expect(recorder.sequences(key)).toEqual(countTo(25));
      });
      expect(overlaps).toEqual([]);
    });

    it('when keys differ, handles them at the same time', async () => {
      const keys = someKeys(200);
      const inProgress = new Set<string>();
      const many = Promise.withResolvers<undefined>();
      const recorder = aRecorder(keys, async ({ key }) => {
        inProgress.add(key);
        // More than the topic has partitions: those alone would let six go on at once.
        if (inProgress.size === 10) many.resolve(undefined);
        await many.promise;
      });
      const bus = await open();
      await bus.consume({ group: randomUUID(), topics: [TOPIC], handle: recorder.handle });
      await bus.publish(eventsOf(keys, 1));
      await eventually(() => {
        for (const key of keys) expect(recorder.sequences(key)).toEqual([1]);
      });
    });

    it('when a group is new, begins with the oldest event; every group gets every event', async () => {
      const key = randomUUID();
      await broker.bus.publish(eventsOf([key], 3));
      const recorders = [aRecorder([key]), aRecorder([key])];
      const bus = await open();
      for (const { handle } of recorders) await bus.consume({ group: randomUUID(), topics: [TOPIC], handle });
      await eventually(() => {
        for (const recorder of recorders) expect(recorder.sequences(key)).toEqual([1, 2, 3]);
      });
    });

    it('when a group has two members, shares the work between them', async () => {
      const keys = someKeys(30);
      const group = randomUUID();
      const recorders = [aRecorder(keys), aRecorder(keys)];
      for (const { handle } of recorders) await (await open()).consume({ group, topics: [TOPIC], handle });
      await broker.bus.publish(eventsOf(keys, 2));
      await eventually(() => expect(recorders.flatMap(({ handled }) => handled)).toHaveLength(60));
      const [first, second] = recorders.map(({ handled }) => new Set(handled.map(({ key }) => key)));
      expect([...first!].filter((key) => second!.has(key))).toEqual([]);
      expect(Math.min(first!.size, second!.size)).toBeGreaterThan(0);
    });

    // kafkajs takes a TypeError for a bug of the program and would never deliver again.
    it.each([
      { kind: 'an error', Refusal: Error },
      { kind: 'a TypeError', Refusal: TypeError },
    ])('when a handler rejects with $kind, delivers again, in order', async ({ Refusal }) => {
      const key = randomUUID();
      let refusals = 0;
      const recorder = aRecorder([key], ({ sequence }) => {
        if (sequence === 2 && ++refusals === 1) throw new Refusal('The handler has a bad day.');
      });
      const bus = await open();
      await bus.consume({ group: randomUUID(), topics: [TOPIC], handle: recorder.handle });
      await bus.publish(eventsOf([key], 3));
      await eventually(() => expect(recorder.sequences(key)).toEqual([1, 2, 3]));
      expect(refusals).toBe(2);
    });

    it('when a member comes back, goes on where its group was', async () => {
      const key = randomUUID();
      const group = randomUUID();
      // No other case uses this topic: with the rest of a batch unhandled, its first part would come again.
      const topic = 'notification-events';
      const events = countTo(6).map((sequence) => anEvent(key, sequence, topic));
      const before = aRecorder([key]);
      const first = await open();
      await first.consume({ group, topics: [topic], handle: before.handle });
      await broker.bus.publish(events.slice(0, 3));
      await eventually(() => expect(before.sequences(key, topic)).toEqual([1, 2, 3]));
      await first.close();
      await broker.bus.publish(events.slice(3));
      const after = aRecorder([key]);
      await (await open()).consume({ group, topics: [topic], handle: after.handle });
      await eventually(() => expect(after.handled.map(({ sequence }) => sequence)).toEqual([4, 5, 6]));
      expect(before.handled).toHaveLength(3);
    });

    it('when a member leaves in the middle of its work, loses nothing and keeps the order', async () => {
      const keys = someKeys(30);
      const group = randomUUID();
      const [leaver, stayer] = [await open(), await open()];
      const inTheMiddle = Promise.withResolvers<undefined>();
      const leaving = Promise.withResolvers<undefined>();
      const all = aRecorder(keys);
      const left = aRecorder(keys, async ({ sequence }) => {
        if (sequence < 2) return;
        inTheMiddle.resolve(undefined);
        await leaving.promise;
      });
      const both = async (delivery: Delivery) => {
        await left.handle(delivery);
        await all.handle(delivery);
      };
      await leaver.consume({ group, topics: [TOPIC], handle: both });
      await stayer.consume({ group, topics: [TOPIC], handle: all.handle });
      await broker.bus.publish(eventsOf(keys, 4));
      await inTheMiddle.promise;
      const stopped = leaver.stopConsuming();
      leaving.resolve(undefined);
      await stopped;
      await eventually(() => {
        for (const key of keys) expect(all.sequences(key)).toEqual([1, 2, 3, 4]);
      });
      expect(left.handled.map(({ sequence }) => sequence)).not.toContain(4);
    });

    it('when a group has events to handle, says how many in each partition, and none once it has handled them', async () => {
      const keys = someKeys(10);
      const consumer = { group: randomUUID(), topics: ['catalog-events', 'user-events'] };
      // No other case publishes on this topic: its end stays where it is.
      const topic = 'catalog-events';
      const lag = async () => (await broker.bus.lagOf(consumer)).filter((each) => each.topic === topic);
      const sumOf = (lags: readonly PartitionLag[]) => lags.reduce((sum, partition) => sum + partition.lag, 0);
      await broker.bus.publish(keys.map((key) => anEvent(key, 1, topic)));
      const before = await lag();
      expect(sumOf(before)).toBeGreaterThanOrEqual(10);
      expect(before.filter(({ committed }) => committed !== null)).toEqual([]);

      const gate = Promise.withResolvers<undefined>();
      const recorder = aRecorder(keys, () => gate.promise);
      const bus = await open();
      await bus.consume({ ...consumer, handle: recorder.handle });
      expect(sumOf(await lag())).toBe(sumOf(before));
      gate.resolve(undefined);
      await eventually(async () => {
        const after = await lag();
        expect(sumOf(after)).toBe(0);
        const handled = after.filter(({ end }) => end > 0);
        expect(handled.map(({ committed }) => committed)).toEqual(handled.map(({ end }) => end));
      });
      expect(recorder.handled).toHaveLength(10);
      const partitions = (await broker.bus.lagOf(consumer)).map(({ topic, partition }) => `${topic}:${partition}`);
      expect(new Set(partitions).size).toBe(partitions.length);
      expect(partitions).toContain('user-events:0');
    });

    it('when it stops consuming, waits for what is being handled, takes no more, and still publishes', async () => {
      const key = randomUUID();
      const group = randomUUID();
      const started = Promise.withResolvers<undefined>();
      const recorder = aRecorder([key], async () => {
        started.resolve(undefined);
        await delay(300);
      });
      const bus = await open();
      await bus.consume({ group, topics: [TOPIC], handle: recorder.handle });
      await bus.publish(eventsOf([key], 1));
      await started.promise;
      await bus.stopConsuming();
      expect(recorder.handled).toHaveLength(1);
      await bus.publish(eventsOf([key], 1, 2));
      const next = aRecorder([key]);
      await (await open()).consume({ group, topics: [TOPIC], handle: next.handle });
      await eventually(() => expect(next.sequences(key)).toContain(2));
      expect(recorder.handled).toHaveLength(1);
    });

    it('when closed again, is closed', async () => {
      const bus = await open();
      await bus.consume({ group: randomUUID(), topics: [TOPIC], handle: () => Promise.resolve() });
      await bus.close();
      await expect(bus.close()).resolves.toBeUndefined();
      await expect(bus.stopConsuming()).resolves.toBeUndefined();
    });
  });
}

const someKeys = (count: number): string[] => Array.from({ length: count }, () => randomUUID());

const countTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

function anEvent(subject: string, sequence: number, topic = TOPIC): Publication {
  return {
    topic,
    event: {
      specversion: '1.0',
      id: uuidv7(),
      source: '/contract',
      type: 'contract.checked.v1',
      subject,
      time: new Date().toISOString(),
      sequence,
      correlationid: subject,
      causationid: 'contract',
      data: { text: 'été – 茶 🫖 "quoted"\n' },
    },
  };
}

/** `count` events for each key, the keys' events mixed. */
function eventsOf(keys: readonly string[], count: number, first = 1): Publication[] {
  return countTo(count).flatMap((number) => keys.map((key) => anEvent(key, first + number - 1)));
}

/** A handler that notes what it has finished of these keys, after `work`; it has nothing to do with other keys. */
function aRecorder(keys: readonly string[], work: (handled: Handled) => Promise<void> | void = () => undefined) {
  const mine = new Set(keys);
  const handled: Handled[] = [];
  return {
    handled,
    /** What was finished of a key, without repetitions. */
    sequences: (key: string, topic = TOPIC): number[] => {
      const ofKey = handled.filter((each) => each.key === key && each.topic === topic);
      return [...new Set(ofKey.map(({ sequence }) => sequence))];
    },
    handle: async ({ topic, key, value }: Delivery): Promise<void> => {
      if (!mine.has(key)) return;
      const delivered: Handled = { topic, key, sequence: JSON.parse(value).sequence };
      await work(delivered);
      handled.push(delivered);
    },
  };
}
