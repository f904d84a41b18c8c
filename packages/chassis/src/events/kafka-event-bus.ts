import { TOPICS } from '@souk/contracts/topics';
import { Kafka, logLevel, Partitioners, type Consumer, type EachBatchPayload, type Producer } from 'kafkajs';
import type { Logger } from '../logger.ts';
import type { ConsumerOptions, EventBus, Publication } from './event-bus.ts';
import { quietenRequestQueue } from './kafkajs-quiet-queue.ts';
import { inKeyLanes } from './key-lanes.ts';
import { OffsetCommits } from './offset-commits.ts';

/** How long a dead process keeps its partitions. The least that Kafka allows unless told otherwise. */
const SESSION_TIMEOUT_MS = 6_000;
const HEARTBEAT_MS = 1_500;
/** How long the broker may hold a fetch that has nothing to give; a new event ends the wait at once. */
const LONG_POLL_MS = 1_000;
const PARTITIONS_AT_ONCE = 8;
/** About half a minute. */
const START_RETRIES = 20;
/** About a second: those above try again, and a bus must be able to stop while its broker is gone. */
const RETRIES = 3;

/** A consumer in its group. */
interface Membership {
  isInGroup: boolean;
  /** Another number after each time it has joined, perhaps to get other partitions. */
  joined: number;
  readonly commits: OffsetCommits;
}

/** The platform's events on Apache Kafka, or on anything that speaks its protocol. */
export class KafkaEventBus implements EventBus {
  readonly #kafka: Kafka;
  readonly #producer: Producer;
  readonly #consumers = new Map<Consumer, Membership>();
  readonly #logger: Logger;
  #joins = 0;
  #consuming = true;
  #producing = false;

  private constructor(kafka: Kafka, logger: Logger) {
    this.#kafka = kafka;
    this.#logger = logger;
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
  static async connect({
    brokers,
    clientId,
    logger,
  }: {
    brokers: readonly string[];
    clientId: string;
    logger: Logger;
  }): Promise<KafkaEventBus> {
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
    const bus = new KafkaEventBus(kafka(RETRIES), logger);
    await bus.#producer.connect();
    return bus;
  }

  async publish(publications: readonly Publication[]): Promise<void> {
    const messagesOf = new Map<string, { key: string; value: string }[]>();
    for (const { topic, event } of publications) {
      const messages = messagesOf.get(topic) ?? [];
      messages.push({ key: event.subject, value: JSON.stringify(event) });
      messagesOf.set(topic, messages);
    }
    const topicMessages = [...messagesOf].map(([topic, messages]) => ({ topic, messages }));
    try {
      await this.#producer.sendBatch({ acks: -1, topicMessages });
      this.#producing = true;
    } catch (error) {
      this.#producing = false;
      throw error;
    }
  }

  async consume(options: ConsumerOptions): Promise<void> {
    const consumer = this.#kafka.consumer({
      groupId: options.group,
      allowAutoTopicCreation: false,
      sessionTimeout: SESSION_TIMEOUT_MS,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: 60_000,
      maxWaitTimeInMs: LONG_POLL_MS,
      minBytes: 1,
      retry: { retries: 20, restartOnFailure: () => Promise.resolve(this.#consuming) },
    });
    const commits = new OffsetCommits(consumer, (error) =>
      this.#logger.debug({ group: options.group, reason: error }, 'offsets not committed'),
    );
    const membership: Membership = { isInGroup: false, joined: 0, commits };
    this.#consumers.set(consumer, membership);
    consumer.on('consumer.group_join', () => {
      membership.isInGroup = true;
      membership.joined = ++this.#joins;
    });
    consumer.on('consumer.rebalancing', () => void commits.flush());
    consumer.on('consumer.crash', ({ payload: { error, restart } }) => {
      membership.isInGroup = false;
      this.#logger.warn({ group: options.group, restarts: restart, err: error }, 'consumer crashed');
      if (restart) return;
      // kafkajs ends a consumer for good over what it takes for a bug, a TypeError say. Its events still have to be handled:
      // another one takes its place, or the unhandled rejection ends the process.
      this.#consumers.delete(consumer);
      if (this.#consuming) void this.consume(options);
    });
    await consumer.connect();
    await consumer.subscribe({ topics: [...options.topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
      eachBatch: (payload) => this.#handleBatch(payload, options, membership),
    });
  }

  isReady(): boolean {
    return this.#producing && [...this.#consumers.values()].every(({ isInGroup }) => isInGroup);
  }

  async stopConsuming(): Promise<void> {
    this.#consuming = false;
    await Promise.all(
      [...this.#consumers].map(async ([consumer, { commits }]) => {
        await commits.flushBeforeStop();
        await consumer.disconnect();
      }),
    );
  }

  async close(): Promise<void> {
    await this.stopConsuming();
    await this.#producer.disconnect();
  }

  /** Handles a batch whole and has it committed. Heartbeats go on meanwhile; a rebalance ends the batch where it is. */
  async #handleBatch(
    payload: EachBatchPayload,
    { handle }: ConsumerOptions,
    { joined, commits }: Membership,
  ): Promise<void> {
    const { batch, heartbeat, isRunning, isStale, resolveOffset } = payload;
    const membership: { lost: Error | null } = { lost: null };
    const beat = setInterval(() => {
      heartbeat().catch(
        (error: unknown) => (membership.lost = error instanceof Error ? error : new Error(String(error))),
      );
    }, HEARTBEAT_MS);
    try {
      await inKeyLanes(
        batch.messages,
        ({ key }) => key?.toString() ?? '',
        async ({ offset, key, value }) => {
          if (membership.lost !== null || !this.#consuming || !isRunning() || isStale()) throw new BatchWasCutShort();
          await handle({
            topic: batch.topic,
            partition: batch.partition,
            offset,
            key: key?.toString() ?? '',
            value: value?.toString() ?? '',
            assignment: joined,
          });
        },
      );
    } catch (error) {
      // Nothing of the batch is committed: it comes again, here or at another member, and what was handled is a duplicate.
      if (membership.lost !== null) throw membership.lost;
      if (error instanceof BatchWasCutShort) return;
      throw error;
    } finally {
      clearInterval(beat);
    }
    resolveOffset(batch.lastOffset());
    commits.note(batch.topic, batch.partition, batch.lastOffset());
  }
}

async function createTopics(kafka: Kafka): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const missing = TOPICS.filter(({ name }) => !existing.has(name));
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map(({ name, partitions, retentionDays }) => ({
        topic: name,
        numPartitions: partitions,
        configEntries: [{ name: 'retention.ms', value: String(retentionDays * 24 * 3_600_000) }],
      })),
    });
  } finally {
    await admin.disconnect();
  }
}

class BatchWasCutShort extends Error {
  override readonly name = 'BatchWasCutShort';
}
