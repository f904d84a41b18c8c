import { randomUUID } from 'node:crypto';
import { quietenRequestQueue } from '@souk/chassis/events/kafkajs-quiet-queue';
import { TOPICS } from '@souk/contracts/topics';
import { SERVICES } from '@souk/local/platform-plan';
import { Kafka, logLevel, type Admin, type Consumer, type KafkaMessage } from 'kafkajs';
import type { Evidence, GroupPosition, LoggedEvent } from '../evidence.ts';
import { EventRow } from './stored-rows.ts';

/** What a partition holds now: offsets from `low` on, up to and without `end`. */
interface Extent {
  readonly topic: string;
  readonly partition: number;
  readonly low: number;
  readonly end: number;
}

const READ_WITHIN_MS = 60_000;

/** Reads every event of every topic up to now, and how far each service has come. @throws Error when the broker does not answer. */
export async function readEventLog(
  brokers: readonly string[],
): Promise<Pick<Evidence, 'events' | 'prunedTopics' | 'positions'>> {
  quietenRequestQueue();
  const retry = { retries: 5 };
  const kafka = new Kafka({ clientId: 'invariants', brokers: [...brokers], logLevel: logLevel.NOTHING, retry });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const positions = await positionsOf(admin);
    const extents = await extentsOf(admin);
    const group = `invariants-${randomUUID()}`;
    const events = await readAll(kafka.consumer({ groupId: group, maxWaitTimeInMs: 200 }), extents);
    await admin.deleteGroups([group]);
    const pruned = extents.filter(({ low }) => low > 0).map(({ topic }) => topic);
    return { events, positions, prunedTopics: [...new Set(pruned)] };
  } finally {
    await admin.disconnect();
  }
}

async function extentsOf(admin: Admin): Promise<readonly Extent[]> {
  const extents = await Promise.all(
    TOPICS.map(async ({ name: topic }) =>
      (await admin.fetchTopicOffsets(topic)).map(({ partition, low, high }) => {
        return { topic, partition, low: Number(low), end: Number(high) };
      }),
    ),
  );
  return extents.flat();
}

async function positionsOf(admin: Admin): Promise<readonly GroupPosition[]> {
  const topics = TOPICS.map(({ name }) => name);
  const positions = await Promise.all(
    SERVICES.map((name) => `${name}-service`).map(async (group) =>
      (await admin.fetchOffsets({ groupId: group, topics })).flatMap(({ topic, partitions }) =>
        partitions.map(({ partition, offset }) => ({ group, topic, partition, offset: Number(offset) })),
      ),
    ),
  );
  return positions.flat().filter(({ offset }) => offset >= 0);
}

async function readAll(consumer: Consumer, extents: readonly Extent[]): Promise<readonly LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  const unread = new Map(
    extents.filter(({ low, end }) => low < end).map(({ topic, partition, end }) => [`${topic}:${partition}`, end]),
  );
  if (unread.size === 0) return events;
  const { promise: done, resolve, reject } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => {
    reject(new Error(`The event log was not read within a minute: ${[...unread.keys()].join(', ')} are left.`));
  }, READ_WITHIN_MS);
  consumer.on('consumer.crash', ({ payload: { error, restart } }) => {
    if (!restart) reject(error);
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...new Set(extents.map(({ topic }) => topic))], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: ({ batch }) => {
        const { topic, partition, messages } = batch;
        const place = `${topic}:${partition}`;
        const end = unread.get(place) ?? 0;
        for (const message of messages) {
          if (Number(message.offset) < end) events.push(loggedEvent(topic, partition, message));
        }
        if (Number(batch.lastOffset()) + 1 >= end) unread.delete(place);
        if (unread.size === 0) resolve(undefined);
        return Promise.resolve();
      },
    });
    await done;
  } finally {
    clearTimeout(timer);
    await consumer.disconnect();
  }
  const seen = new Map(events.map((event) => [`${event.topic}:${event.partition}:${event.offset}`, event]));
  return [...seen.values()].sort((a, b) => a.offset - b.offset);
}

function loggedEvent(topic: string, partition: number, { offset, key, value }: KafkaMessage): LoggedEvent {
  const event = EventRow.safeParse(JSON.parse(value?.toString() ?? 'null'));
  if (!event.success) throw new Error(`${topic}:${partition}:${offset} is no event: ${event.error.message}`);
  return { topic, partition, offset: Number(offset), key: key?.toString() ?? '', event: event.data };
}
