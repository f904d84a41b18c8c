import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { KafkaEventBus } from '@souk/chassis/events/kafka-event-bus';
import { uuidv7 } from '@souk/chassis/ids';
import { createLogger } from '@souk/chassis/logger';
import { Latencies } from './latencies.ts';

const EVENTS = 500;
const PAUSE_MS = 5;

/** Milliseconds from publishing an event to its handler, through the platform's broker, at 200 events a second. */
export async function eventLatency(brokers: readonly string[]): Promise<Latencies> {
  const bus = await KafkaEventBus.connect({ brokers, clientId: 'bench', logger: createLogger('bench', 'silent') });
  const latencies = new Latencies();
  const sentAt = new Map<string, number>();
  const { promise: handledAll, resolve } = Promise.withResolvers<undefined>();
  await bus.consume({
    group: `bench-${randomUUID()}`,
    topics: ['catalog-events'],
    handle: ({ key }) => {
      const sent = sentAt.get(key);
      if (sent !== undefined) latencies.add(performance.now() - sent);
      if (latencies.count === EVENTS) resolve(undefined);
      return Promise.resolve();
    },
  });
  // The group has joined once it hands over an event.
  for (let index = 0; index < EVENTS; index++) {
    const subject = `bench-${randomUUID()}`;
    sentAt.set(subject, performance.now());
    await bus.publish([{ topic: 'catalog-events', event: anEvent(subject) }]);
    await delay(PAUSE_MS);
  }
  await handledAll;
  await bus.close();
  return latencies;
}

const anEvent = (subject: string) => ({
  specversion: '1.0' as const,
  id: uuidv7(),
  source: '/bench',
  type: 'bench.measured.v1',
  subject,
  time: new Date().toISOString(),
  sequence: 1,
  correlationid: subject,
  causationid: 'bench',
  data: {},
});
