import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, TopicPartitionOffset } from 'kafkajs';

/** What was handled this long before a crash is handled again, and found to be duplicates. */
const COMMIT_WITHIN_MS = 500;
/** A consumer must be able to stop, and to join its group again, while its broker is gone. */
const WAIT_AT_MOST_MS = 1_000;

/** Commits a consumer's offsets behind its batches, several together: a commit of its own costs as much as handling a small batch. */
export class OffsetCommits {
  readonly #consumer: Pick<Consumer, 'commitOffsets'>;
  readonly #onFailure: (error: unknown) => void;
  readonly #handled = new Map<string, TopicPartitionOffset>();
  #timer: NodeJS.Timeout | undefined;
  #committed = Promise.resolve();

  constructor(consumer: Pick<Consumer, 'commitOffsets'>, onFailure: (error: unknown) => void) {
    this.#consumer = consumer;
    this.#onFailure = onFailure;
  }

  /** Notes that a partition is handled up to and with `lastOffset`. */
  note(topic: string, partition: number, lastOffset: string): void {
    this.#handled.set(`${topic}-${partition}`, { topic, partition, offset: String(BigInt(lastOffset) + 1n) });
    this.#timer ??= setTimeout(() => void this.flush(), COMMIT_WITHIN_MS);
  }

  /** Commits what is noted. After a failure the next commit of the partition, or a repetition of its events, makes up for it. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const offsets = [...this.#handled.values()];
    this.#handled.clear();
    if (offsets.length > 0) {
      this.#committed = this.#committed.then(() => this.#consumer.commitOffsets(offsets)).catch(this.#onFailure);
    }
    return this.#committed;
  }

  /** Commits at once and waits for it, but not for a broker that does not answer. */
  async flushAndWait(): Promise<void> {
    await Promise.race([this.flush(), delay(WAIT_AT_MOST_MS, undefined, { ref: false })]);
  }
}
