import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@souk/testing/eventually';
import { Kafka } from 'kafkajs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { KafkaEventBus } from '../src/events/kafka-event-bus.ts';
import { createLogger } from '../src/logger.ts';
import { startLocalBroker, type LocalBroker } from './local-broker.ts';
import { aPublication } from './a-publication.ts';

/** A consumer that has nothing to do fetches every second; a busy machine may keep it from that for a while. */
const SILENT_AFTER_MS = 4_000;
/** Waiting is what these tests are about. */
const TIMEOUT_MS = 90_000;
const TOPIC = 'order-events';

let broker: LocalBroker;
const opened: KafkaEventBus[] = [];

beforeAll(async () => {
  broker = await startLocalBroker();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(opened.splice(0).map((bus) => bus.close()));
});

afterAll(() => broker.stop());

async function open(): Promise<KafkaEventBus> {
  const bus = await KafkaEventBus.connect({
    brokers: [broker.address],
    clientId: 'test',
    logger: createLogger('test', 'silent'),
    silentAfterMs: SILENT_AFTER_MS,
  });
  opened.push(bus);
  return bus;
}

/** Starts consuming in a group of its own; `handled` grows with the keys. */
async function consume(bus: KafkaEventBus): Promise<string[]> {
  const handled: string[] = [];
  await bus.consume({ group: randomUUID(), topics: [TOPIC], handle: async ({ key }) => void handled.push(key) });
  return handled;
}

/** Makes the next consumers of kafkajs say nothing once they run, and join no group. */
function plantSilentConsumers(count: number): void {
  const { consumer: create } = Kafka.prototype;
  const planted = vi.spyOn(Kafka.prototype, 'consumer');
  for (let times = 0; times < count; times++) {
    planted.mockImplementationOnce(function (this: Kafka, config) {
      return Object.assign(create.call(this, config), { run: () => Promise.resolve() });
    });
  }
}

describe('a consumer that has stopped without saying so', { timeout: TIMEOUT_MS }, () => {
  it('when it never begins, is replaced by one that does', async () => {
    const bus = await open();
    plantSilentConsumers(1);
    const handled = await consume(bus);
    expect(bus.isReady()).toBe(false);
    await bus.publish([aPublication(TOPIC, 'a')]);
    await eventually(() => expect(handled).toContain('a'));
    await eventually(() => expect(bus.isReady()).toBe(true));
  });

  it('when all that take its place are silent, ends the process with a word on what to do', async () => {
    const uncaught = Promise.withResolvers<unknown>();
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.once('uncaughtException', uncaught.resolve);
    try {
      const bus = await open();
      plantSilentConsumers(3);
      await consume(bus);
      expect(await uncaught.promise).toMatchObject({
        name: 'ConsumerIsSilent',
        message: expect.stringContaining('for its supervisor to start it again'),
      });
      expect(bus.isReady()).toBe(false);
    } finally {
      for (const listener of listeners) process.on('uncaughtException', listener);
    }
  });

  it('when nothing is published for longer than that, is none', async () => {
    const bus = await open();
    const handled = await consume(bus);
    const consumers = vi.spyOn(Kafka.prototype, 'consumer');
    await delay(2 * SILENT_AFTER_MS);
    expect(bus.isReady()).toBe(true);
    expect(consumers).not.toHaveBeenCalled();
    await bus.publish([aPublication(TOPIC, 'late')]);
    await eventually(() => expect(handled).toContain('late'));
  });
});

describe('a broker that stands still for longer than a consumer may be silent', { timeout: TIMEOUT_MS }, () => {
  it('when it goes on, so does consumption; meanwhile the bus is not ready', async () => {
    const bus = await open();
    const handled = await consume(bus);
    await bus.publish([aPublication(TOPIC, 'before')]);
    await eventually(() => expect(handled).toContain('before'));
    broker.pause();
    try {
      await eventually(() => expect(bus.isReady()).toBe(false));
      await delay(2 * SILENT_AFTER_MS);
      expect(bus.isReady()).toBe(false);
    } finally {
      broker.goOn();
    }
    await eventually(() => bus.publish([aPublication(TOPIC, 'after')]));
    await eventually(() => expect(handled).toContain('after'));
    await eventually(() => expect(bus.isReady()).toBe(true));
  });
});
