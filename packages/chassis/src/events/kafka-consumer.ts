import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { Failpoints } from '../failpoints.ts';
import type { Logger } from '../logger.ts';
import type { ConsumerOptions } from './event-bus.ts';
import { inKeyLanes } from './key-lanes.ts';
import { OffsetCommits } from './offset-commits.ts';

/** How long a dead process keeps its partitions. The least that Kafka allows by default. */
const SESSION_TIMEOUT_MS = 6_000;
const HEARTBEAT_MS = 1_500;
/** How long the broker may hold a fetch that has nothing to give; a new event ends the wait at once. */
const LONG_POLL_MS = 1_000;
const PARTITIONS_AT_ONCE = 8;

export interface KafkaConsumerOptions extends ConsumerOptions {
  readonly kafka: Kafka;
  readonly logger: Logger;
  readonly failpoints: Failpoints;
  /** A number that no other consumer of the process gets. */
  readonly nextAssignment: () => number;
  /** It has fetched, sent a heartbeat or joined its group: it works. */
  readonly onSign: () => void;
  /** kafkajs has ended the consumer for good: another one has to take its place. */
  readonly onEnd: () => void;
}

/** One member of a group. */
export class KafkaConsumer {
  readonly #consumer: Consumer;
  readonly #options: KafkaConsumerOptions;
  readonly #commits: OffsetCommits;
  /** Partitions of which the first batch is handled since the group was joined. */
  readonly #resumed = new Set<string>();
  #isInGroup = false;
  #assignment = 0;
  #isStopping = false;

  constructor(options: KafkaConsumerOptions) {
    const { kafka, group, logger, failpoints, nextAssignment, onSign, onEnd } = options;
    this.#options = options;
    this.#consumer = kafka.consumer({
      groupId: group,
      allowAutoTopicCreation: false,
      sessionTimeout: SESSION_TIMEOUT_MS,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: 60_000,
      maxWaitTimeInMs: LONG_POLL_MS,
      minBytes: 1,
      retry: { retries: 20, restartOnFailure: () => Promise.resolve(!this.#isStopping) },
    });
    this.#commits = new OffsetCommits(failpoints.wrap('consumer', this.#consumer, ['commitOffsets']), (error) =>
      logger.debug({ group, reason: error }, 'offsets not committed'),
    );
    this.#consumer.on('consumer.fetch', onSign);
    this.#consumer.on('consumer.heartbeat', onSign);
    this.#consumer.on('consumer.group_join', () => {
      onSign();
      this.#isInGroup = true;
      this.#assignment = nextAssignment();
      this.#resumed.clear();
    });
    this.#consumer.on('consumer.rebalancing', () => void this.#commits.flush());
    this.#consumer.on('consumer.crash', ({ payload: { error, restart } }) => {
      this.#isInGroup = false;
      // A broker that has just started for the first time finds one within a second.
      if (error.name === 'KafkaJSGroupCoordinatorNotFound') logger.info({ group }, 'the group has no coordinator yet');
      else logger.warn({ group, restarts: restart, err: error }, 'consumer crashed');
      if (!restart && !this.#isStopping) onEnd();
    });
  }

  get isInGroup(): boolean {
    return this.#isInGroup;
  }

  async start(): Promise<void> {
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [...this.#options.topics], fromBeginning: true });
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
      eachBatch: (payload) => this.#handleBatch(payload),
    });
  }

  /** Takes no more, and waits for what is being handled. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#commits.flushAndWait();
    await this.#consumer.disconnect();
  }

  /** Handles a batch whole and has it committed. Heartbeats go on meanwhile; a rebalance ends the batch where it is. */
  async #handleBatch(payload: EachBatchPayload): Promise<void> {
    const { batch, heartbeat, resolveOffset } = payload;
    const { topic, partition } = batch;
    const membership: { lost: Error | null } = { lost: null };
    const beat = setInterval(() => {
      heartbeat().catch(
        (error: unknown) => (membership.lost = error instanceof Error ? error : new Error(String(error))),
      );
    }, HEARTBEAT_MS);
    const { resume = (_resumption, work) => work() } = this.#options;
    const isResumed = this.#resumed.has(`${topic}:${partition}`);
    const handleAll = () => this.#handleAll(payload, membership);
    try {
      if (isResumed) await handleAll();
      else await resume({ topic, partition, offset: batch.firstOffset() ?? '' }, handleAll);
    } catch (error) {
      // Nothing of the batch is committed: it comes again, here or at another member, and what was handled is a duplicate.
      if (membership.lost !== null) throw membership.lost;
      if (error instanceof BatchWasCutShort) return;
      throw error;
    } finally {
      clearInterval(beat);
    }
    resolveOffset(batch.lastOffset());
    this.#commits.note(topic, partition, batch.lastOffset());
    if (isResumed) return;
    await this.#commits.flushAndWait();
    this.#resumed.add(`${topic}:${partition}`);
  }

  async #handleAll(
    { batch: { topic, partition, messages }, isRunning, isStale }: EachBatchPayload,
    membership: { readonly lost: Error | null },
  ): Promise<void> {
    await inKeyLanes(
      messages,
      ({ key }) => key?.toString() ?? '',
      async ({ offset, key, value }) => {
        if (membership.lost !== null || this.#isStopping || !isRunning() || isStale()) throw new BatchWasCutShort();
        await this.#options.handle({
          topic,
          partition,
          offset,
          key: key?.toString() ?? '',
          value: value?.toString() ?? '',
          assignment: this.#assignment,
        });
      },
    );
  }
}

class BatchWasCutShort extends Error {
  override readonly name = 'BatchWasCutShort';
}
