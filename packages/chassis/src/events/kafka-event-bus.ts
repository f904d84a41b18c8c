import { Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import { noFailpoints, type Failpoints } from '../failpoints.ts';
import type { Logger } from '../logger.ts';
import type { ConsumerOptions, EventBus, PartitionLag, Publication } from './event-bus.ts';
import { batchesOf } from './kafka-batches.ts';
import { KafkaConsumption } from './kafka-consumption.ts';
import { lagOf } from './kafka-lag.ts';
import { refusalIn } from './kafka-refusals.ts';
import { createTopics } from './kafka-topics.ts';
import { quietenRequestQueue } from './kafkajs-quiet-queue.ts';

/** About half a minute. */
const START_RETRIES = 20;
/** About a second: those above try again, and a bus must be able to stop while its broker is gone. */
const RETRIES = 3;

export interface KafkaEventBusOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly logger: Logger;
  readonly failpoints?: Failpoints;
  /** Of the events that go out together; half a MiB by default. */
  readonly maxBatchBytes?: number;
  /** How long a consumer may show no sign of life before another one takes its place; 90 s by default. */
  readonly silentAfterMs?: number;
}

/** The platform's events on Apache Kafka, or on anything that speaks its protocol. */
export class KafkaEventBus implements EventBus {
  readonly #kafka: Kafka;
  readonly #producer: Producer;
  readonly #consumptions = new Set<KafkaConsumption>();
  readonly #options: KafkaEventBusOptions;
  #assignments = 0;
  #producing = false;

  private constructor(kafka: Kafka, options: KafkaEventBusOptions) {
    this.#kafka = kafka;
    this.#options = options;
    // Not the idempotent producer: kafkajs calls it experimental and it can stop for good on an out-of-order sequence;
    // consumers drop duplicates anyway. One request in flight keeps the order when a send is tried again.
    this.#producer = kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
      maxInFlightRequests: 1,
      retry: { retries: 2 },
    });
    this.#producer.on('producer.connect', () => (this.#producing = true));
    this.#producer.on('producer.disconnect', () => (this.#producing = false));
  }

  /** Connects and makes sure that every topic exists. Keeps trying while the broker is not there yet. */
  static async connect(options: KafkaEventBusOptions): Promise<KafkaEventBus> {
    const { brokers, clientId, logger } = options;
    quietenRequestQueue();
    const kafka = (retries: number) =>
      new Kafka({
        clientId,
        brokers: [...brokers],
        connectionTimeout: 3_000,
        requestTimeout: 15_000,
        retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries },
        logLevel: logLevel.WARN,
        logCreator:
          () =>
          ({ namespace, log: { message, error } }) =>
            logger.debug({ kafka: namespace, reason: error as unknown }, message),
      });
    await createTopics(kafka(START_RETRIES));
    const bus = new KafkaEventBus(kafka(RETRIES), options);
    await bus.#producer.connect();
    return bus;
  }

  async publish(publications: readonly Publication[]): Promise<void> {
    try {
      for (const topicMessages of batchesOf(publications, this.#options.maxBatchBytes)) {
        await this.#producer.sendBatch({ acks: -1, topicMessages });
      }
      this.#producing = true;
    } catch (error) {
      const refusal = refusalIn(error);
      // A broker that says what is wrong with an event takes others.
      this.#producing = refusal?.isFinal === true;
      throw refusal ?? error;
    }
  }

  async consume(options: ConsumerOptions): Promise<void> {
    const { logger, failpoints = noFailpoints, silentAfterMs } = this.#options;
    const consumption = new KafkaConsumption({
      ...options,
      kafka: this.#kafka,
      logger,
      failpoints,
      silentAfterMs,
      nextAssignment: () => ++this.#assignments,
    });
    this.#consumptions.add(consumption);
    await consumption.start();
  }

  lagOf(consumer: Pick<ConsumerOptions, 'group' | 'topics'>): Promise<readonly PartitionLag[]> {
    return lagOf(this.#kafka, consumer);
  }

  isReady(): boolean {
    return this.#producing && [...this.#consumptions].every((consumption) => consumption.isReady());
  }

  async stopConsuming(): Promise<void> {
    await Promise.all([...this.#consumptions].map((consumption) => consumption.stop()));
  }

  async close(): Promise<void> {
    await this.stopConsuming();
    await this.#producer.disconnect();
  }
}
