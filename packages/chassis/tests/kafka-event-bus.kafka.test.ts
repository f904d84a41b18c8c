import { eventBusContract } from '@souk/testing/event-bus-contract';
import { TOPICS } from '@souk/contracts/topics';
import { ConfigResourceTypes, Kafka, logLevel, type Admin } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KafkaEventBus } from '../src/events/kafka-event-bus.ts';
import { quietenRequestQueue } from '../src/events/kafkajs-quiet-queue.ts';
import { createLogger } from '../src/logger.ts';
import { keepsOrderThroughRebalances } from './rebalances.ts';

/** Set by `npm run test:kafka`. */
const { TEST_KAFKA_BROKERS = '' } = process.env;
const brokers = TEST_KAFKA_BROKERS.split(',');

const connect = () => KafkaEventBus.connect({ brokers, clientId: 'test', logger: createLogger('test', 'silent') });

describe('the topics on Apache Kafka', () => {
  let admin: Admin;

  beforeAll(async () => {
    quietenRequestQueue();
    admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
  });

  afterAll(async () => {
    await admin.disconnect();
  });

  const names = TOPICS.map(({ name }) => name);

  async function existingTopics() {
    const { topics } = await admin.fetchTopicMetadata({ topics: names });
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: names.map((name) => ({ type: ConfigResourceTypes.TOPIC, name, configNames: ['retention.ms'] })),
    });
    return TOPICS.map(({ name }) => ({
      name,
      partitions: topics.find((topic) => topic.name === name)?.partitions.length,
      retentionMs: resources.find(({ resourceName }) => resourceName === name)?.configEntries[0]?.configValue,
    }));
  }

  // As the services do when the platform starts for the first time.
  it('when seven processes start at once, are there as the contracts say, and all seven publish', async () => {
    const buses = await Promise.all(Array.from({ length: 7 }, connect));
    try {
      expect(buses.map((bus) => bus.isReady())).toEqual(buses.map(() => true));
      expect(await existingTopics()).toEqual(
        TOPICS.map(({ name, partitions, retentionDays }) => ({
          name,
          partitions,
          retentionMs: String(retentionDays * 24 * 3_600_000),
        })),
      );
    } finally {
      await Promise.all(buses.map((bus) => bus.close()));
    }
  });

  it('when they exist, are left as they are', async () => {
    const before = await existingTopics();
    const bus = await connect();
    await bus.close();
    expect(await existingTopics()).toEqual(before);
  });
});

eventBusContract('KafkaEventBus on Apache Kafka', async () => ({
  bus: await connect(),
  another: connect,
  stop: async () => undefined,
}));

describe('a group on Apache Kafka', () => {
  keepsOrderThroughRebalances(() => TEST_KAFKA_BROKERS);
});
