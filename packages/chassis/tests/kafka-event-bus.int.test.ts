import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { KafkaEventBus } from '../src/events/kafka-event-bus.ts';
import { createLogger } from '../src/logger.ts';
import { eventBusContract } from '@souk/testing/event-bus-contract';
import { eventually } from '@souk/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocalBroker, type LocalBroker } from './local-broker.ts';
import { keepsOrderThroughRebalances } from './rebalances.ts';
import { aPublication } from './a-publication.ts';

const connect = (...brokers: string[]) =>
  KafkaEventBus.connect({ brokers, clientId: 'test', logger: createLogger('test', 'silent') });

eventBusContract('KafkaEventBus on the embedded broker', async () => {
  const broker = await startLocalBroker();
  return {
    bus: await connect(broker.address),
    another: () => connect(broker.address),
    stop: () => broker.stop(),
  };
});

describe('a group on the embedded broker', () => {
  let broker: LocalBroker;

  beforeAll(async () => {
    broker = await startLocalBroker();
  });

  afterAll(async () => {
    await broker.stop();
  });

  keepsOrderThroughRebalances(() => broker.address);
});

const KEYS = ['a', 'b', 'c', 'd', 'e'];

describe('the first messages of a partition', () => {
  const topic = 'user-events';
  let broker: LocalBroker;
  let bus: KafkaEventBus;

  beforeAll(async () => {
    broker = await startLocalBroker();
    bus = await connect(broker.address);
  });

  afterAll(async () => {
    await bus.close();
    await broker.stop();
  });

  /** A member of a group that notes what it is told to resume and what it handles. */
  async function aMember(group: string, work: (sequence: number) => Promise<void> = () => Promise.resolve()) {
    const member = await connect(broker.address);
    const log: string[] = [];
    await member.consume({
      group,
      topics: [topic],
      handle: async ({ value }) => {
        const { sequence } = JSON.parse(value);
        await work(sequence);
        log.push(`handled ${sequence}`);
      },
      resume: async ({ offset }, handleAll) => {
        log.push(`resumes at ${offset}`);
        await handleAll().then(
          () => log.push('done'),
          (error: unknown) => {
            log.push('handed over');
            throw error;
          },
        );
      },
    });
    return { member, log };
  }

  const publish = (...sequences: number[]) =>
    bus.publish(sequences.map((sequence) => aPublication(topic, 'one key', sequence)));

  it('when they are handled, are committed, and the next ones are as any other; when handed over, come again as such', async () => {
    const group = randomUUID();
    const isBlocked = Promise.withResolvers<undefined>();
    const begun = Promise.withResolvers<undefined>();
    await publish(1, 2);
    const first = await aMember(group);
    await eventually(() => expect(first.log).toEqual(['resumes at 0', 'handled 1', 'handled 2', 'done']));
    expect((await bus.lagOf({ group, topics: [topic] })).filter(({ lag }) => lag > 0)).toEqual([]);
    await publish(3);
    await eventually(() => expect(first.log.slice(4)).toEqual(['handled 3']));
    await first.member.close();

    await publish(4, 5);
    const second = await aMember(group, async () => {
      begun.resolve(undefined);
      await isBlocked.promise;
    });
    await begun.promise;
    const closed = second.member.close();
    isBlocked.resolve(undefined);
    await closed;
    expect(second.log).toEqual(['resumes at 3', 'handled 4', 'handed over']);

    const third = await aMember(group);
    await eventually(() => expect(third.log).toEqual(['resumes at 3', 'handled 4', 'handled 5', 'done']));
    await third.member.close();
  });
});

describe('KafkaEventBus while its broker is killed', () => {
  let broker: LocalBroker;
  let bus: KafkaEventBus;

  beforeAll(async () => {
    broker = await startLocalBroker();
    bus = await connect(broker.address);
  });

  afterAll(async () => {
    await bus.close();
    await broker.stop();
  });

  it('when it comes back, has handled every event that was acknowledged, in order per key', async () => {
    const handled = new Map<string, Set<number>>(KEYS.map((key) => [key, new Set()]));
    await bus.consume({
      group: randomUUID(),
      topics: ['order-events'],
      handle: async ({ key, value }) => {
        await delay(1);
        handled.get(key)!.add(JSON.parse(value).sequence);
      },
    });
    const acknowledged: number[] = [];
    const publishing = new AbortController();
    const publisher = (async () => {
      for (let sequence = 1; !publishing.signal.aborted;) {
        const events = KEYS.map((key) => aPublication('order-events', key, sequence));
        // As the outbox relay does: the same events again, until the broker has them.
        await bus.publish(events).then(
          () => acknowledged.push(sequence++),
          () => delay(100),
        );
      }
    })();
    for (let kill = 1; kill <= 2; kill++) {
      const before = acknowledged.length;
      await eventually(() => expect(acknowledged.length).toBeGreaterThan(before + 50));
      await broker.kill();
      await broker.startAgain();
    }
    const beforeLast = acknowledged.length;
    await eventually(() => expect(acknowledged.length).toBeGreaterThan(beforeLast + 50));
    publishing.abort();
    await publisher;
    await eventually(() => {
      for (const key of KEYS) expect([...handled.get(key)!]).toEqual(acknowledged);
    });
  });

  it('when it is away, is not ready; when it is back, publishes and consumes again', async () => {
    const handled: string[] = [];
    await bus.consume({
      group: randomUUID(),
      topics: ['user-events'],
      handle: async ({ key }) => void handled.push(key),
    });
    expect(bus.isReady()).toBe(true);
    await broker.kill();
    await eventually(() => expect(bus.isReady()).toBe(false));
    await expect(bus.publish([aPublication('user-events', 'early')])).rejects.toThrow('ECONNREFUSED');
    await broker.startAgain();
    await eventually(() => bus.publish([aPublication('user-events', 'late')]));
    await eventually(() => expect(handled).toContain('late'));
    await eventually(() => expect(bus.isReady()).toBe(true));
  });

  it('when it is away for good, can still be closed', async () => {
    const other = await connect(broker.address);
    await other.consume({ group: randomUUID(), topics: ['user-events'], handle: async () => undefined });
    await broker.kill();
    await eventually(() => expect(other.isReady()).toBe(false));
    await other.close();
    await broker.startAgain();
  });
});
