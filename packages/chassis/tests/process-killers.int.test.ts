import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { PaymentExpiredV1 } from '@souk/contracts/payment-events';
import { eventually } from '@souk/testing/eventually';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Publication } from '../src/events/event-bus.ts';
import { KafkaEventBus } from '../src/events/kafka-event-bus.ts';
import { MongoKeptMessages } from '../src/events/mongo-kept-messages.ts';
import { uuidv7 } from '../src/ids.ts';
import { createLogger } from '../src/logger.ts';
import { aRelay } from './counter.ts';
import type { DangerousServiceMessage } from './a-dangerous-service.ts';
import { startLocalBroker, type LocalBroker } from './local-broker.ts';
import { startLocalDatabase, type LocalDatabase } from './local-database.ts';

const ENTRY = fileURLToPath(new URL('./a-dangerous-service.ts', import.meta.url));
const DANGER = 'danger';

let broker: LocalBroker;
let local: LocalDatabase;
let bus: KafkaEventBus;
let kept: MongoKeptMessages;
const running = new Set<ChildProcess>();
const told: DangerousServiceMessage[] = [];

beforeAll(async () => {
  [broker, local] = await Promise.all([startLocalBroker(), startLocalDatabase()]);
  const logger = createLogger('test', 'silent');
  bus = await KafkaEventBus.connect({ brokers: [broker.address], clientId: 'test', logger });
  kept = new MongoKeptMessages({ database: local.database, service: 'test-service', relay: aRelay(bus) });
});

afterAll(async () => {
  await bus.close();
  await Promise.all([broker.stop(), local.stop()]);
});

afterEach(async () => {
  told.length = 0;
  await stopAll('SIGKILL');
});

async function stopAll(signal: NodeJS.Signals): Promise<void> {
  for (const child of running) child.kill(signal);
  await eventually(() => expect([...running]).toEqual([]));
}

/** One life of the service, as its supervisor would give it. */
function start(environment: Readonly<Record<string, string>>): ChildProcess {
  const env = {
    PORT: '0',
    LOG_LEVEL: 'silent',
    JWKS_URL: 'http://127.0.0.1:9/unused',
    KAFKA_BROKERS: broker.address,
    MONGODB_URI: local.uri,
    MONGODB_DATABASE: 'test',
    ...environment,
  };
  const child = fork(ENTRY, [], { env, stdio: 'ignore' });
  running.add(child);
  child.on('exit', () => running.delete(child));
  child.on('message', (message: DangerousServiceMessage | { readonly type: 'ready' }) => {
    if (message.type !== 'ready') told.push(message);
  });
  return child;
}

/** An event of one subject after the other, all of them in one partition. */
const eventsAbout = (subject: string, ...orderIds: string[]): Publication[] =>
  orderIds.map((orderId, index) => ({
    topic: PaymentExpiredV1.topic,
    event: {
      specversion: '1.0',
      id: uuidv7(),
      source: '/test',
      type: PaymentExpiredV1.type,
      subject,
      time: new Date().toISOString(),
      sequence: index + 1,
      correlationid: subject,
      causationid: 'test',
      data: { orderId },
    },
  }));

const handled = () => [...new Set(told.flatMap(({ type, orderId }) => (type === 'handled' ? [orderId] : [])))];
const timesBegun = (id: string) => told.filter(({ type, orderId }) => type === 'begun' && orderId === id).length;

describe('a service with a message that kills it', () => {
  it('when it has been started three times again at most, sets the message aside and handles the next of its key; redriven once mended, it is handled', async () => {
    const subject = randomUUID();
    await bus.publish(eventsAbout(subject, 'before', DANGER, 'after'));
    // Exactly how often is for the unit tests of suspects to say: a process that is slow may lose its partition, and try again.
    expect(await livesUntilHandled('after')).toBeLessThanOrEqual(4);
    expect(handled()).toEqual(['before', 'after']);
    const begun = timesBegun(DANGER);
    expect(begun).toBeLessThanOrEqual(3);
    const { data } = await kept.find({ subject }, { limit: 10, offset: 0 });
    expect(data).toMatchObject([
      { state: 'dead', lastError: expect.stringContaining('3 processes began to handle it') },
    ]);

    // Events that come later find a service that runs as ever.
    await bus.publish(eventsAbout(subject, 'much later'));
    await eventually(() => expect(handled()).toContain('much later'));
    await stopAll('SIGTERM');

    start({});
    await kept.redrive({ state: 'dead', subject }, new Date());
    await eventually(() => expect(handled()).toContain(DANGER));
    await eventually(async () => expect((await kept.find({ subject }, { limit: 1, offset: 0 })).count).toBe(0));
    expect(timesBegun(DANGER)).toBe(begun + 1);
  });

  it('when it runs already as the message comes, sets it aside too', async () => {
    const subject = randomUUID();
    start({ DANGER });
    await bus.publish(eventsAbout(subject, 'first of all'));
    await eventually(() => expect(handled()).toContain('first of all'));
    await bus.publish(eventsAbout(subject, DANGER, 'behind it'));
    expect(await livesUntilHandled('behind it')).toBeLessThanOrEqual(5);
    const { data } = await kept.find({ subject }, { limit: 10, offset: 0 });
    expect(data).toMatchObject([{ state: 'dead' }]);
  });
});

/** Starts the service whenever none runs, as its supervisor would. Returns how many lives that took. */
async function livesUntilHandled(orderId: string): Promise<number> {
  let lives = running.size;
  await eventually(
    () => {
      if (running.size === 0) {
        start({ DANGER });
        lives++;
      }
      expect(handled()).toContain(orderId);
    },
    { within: 4 * 60_000 },
  );
  return lives;
}
