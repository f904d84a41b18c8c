import {
  Kafka,
  logLevel,
  Partitioners,
  type Admin,
  type AdminConfig,
  type Consumer,
  type ConsumerConfig,
  type KafkaMessage,
  type Producer,
  type ProducerConfig,
} from 'kafkajs';
import { onTestFinished } from 'vitest';
import { quietenNegativeTimeouts } from './quieten-negative-timeouts.ts';

quietenNegativeTimeouts();

const RETRY = { initialRetryTime: 30, maxRetryTime: 200, retries: 20 };

export interface Received {
  readonly partition: number;
  readonly message: KafkaMessage;
}

/** kafkajs clients of the broker at `port`, disconnected when the running test ends. */
export class KafkaClient {
  readonly kafka: Kafka;

  constructor(port: number) {
    this.kafka = new Kafka({ brokers: [`127.0.0.1:${port}`], logLevel: logLevel.NOTHING, retry: RETRY });
  }

  async admin(config: AdminConfig = {}): Promise<Admin> {
    const admin = this.kafka.admin(config);
    onTestFinished(() => admin.disconnect());
    await admin.connect();
    return admin;
  }

  async producer(config: ProducerConfig = {}): Promise<Producer> {
    const producer = this.kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, ...config });
    onTestFinished(() => producer.disconnect());
    await producer.connect();
    return producer;
  }

  async createTopic(topic: string, numPartitions = 1): Promise<void> {
    const admin = await this.admin();
    await admin.createTopics({ topics: [{ topic, numPartitions }] });
  }

  /** A consumer that has joined its group, and what it receives as it comes. */
  async consumer(
    topic: string,
    groupId: string,
    config: Partial<ConsumerConfig> = {},
    handle: (received: Received) => Promise<void> = () => Promise.resolve(),
  ): Promise<{ consumer: Consumer; received: Received[]; assigned: () => number[] }> {
    const received: Received[] = [];
    let partitions: number[] = [];
    const consumer = this.kafka.consumer({
      groupId,
      sessionTimeout: 6000,
      heartbeatInterval: 50,
      maxWaitTimeInMs: 100,
      retry: RETRY,
      ...config,
    });
    onTestFinished(() => consumer.disconnect());
    const joined = new Promise<void>((resolve) => {
      consumer.on('consumer.group_join', ({ payload }) => {
        partitions = payload.memberAssignment[topic] ?? [];
        resolve();
      });
    });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ partition, message }) => {
        await handle({ partition, message });
        received.push({ partition, message });
      },
    });
    await joined;
    return { consumer, received, assigned: () => partitions };
  }
}

export const valuesOf = (received: readonly Received[]) => received.map(({ message }) => message.value?.toString());
