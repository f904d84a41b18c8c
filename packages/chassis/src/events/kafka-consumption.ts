import { ConsumerWatchdog } from './consumer-watchdog.ts';
import { KafkaConsumer, type KafkaConsumerOptions } from './kafka-consumer.ts';
import { isBrokerThere } from './kafka-broker-check.ts';

/**
 * Longer than a group that is waited for by all of its members may take: their rebalance timeout is a minute. A consumer that
 * works fetches at least once a second and sends heartbeats while it handles what it has fetched.
 */
const SILENT_AFTER_MS = 90_000;

export interface KafkaConsumptionOptions extends Omit<KafkaConsumerOptions, 'onEnd' | 'onSign'> {
  readonly silentAfterMs?: number | undefined;
}

/** Sees to it that a process always has a consumer of a group. */
export class KafkaConsumption {
  readonly #options: KafkaConsumptionOptions;
  readonly #watchdog: ConsumerWatchdog;
  #consumer: KafkaConsumer | null = null;
  #isStopping = false;

  constructor(options: KafkaConsumptionOptions) {
    const { kafka, group, logger, silentAfterMs = SILENT_AFTER_MS } = options;
    this.#options = options;
    this.#watchdog = new ConsumerWatchdog({
      group,
      silentAfterMs,
      logger,
      isBrokerThere: () => isBrokerThere(kafka),
      replace: () => this.#replace(),
      // Nobody catches it: it ends the process.
      giveUp: (error) =>
        setImmediate(() => {
          throw error;
        }),
    });
  }

  isReady(): boolean {
    return this.#consumer?.isInGroup === true && !this.#watchdog.isSilent;
  }

  async start(): Promise<void> {
    await this.#begin();
    this.#watchdog.start();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#watchdog.stop();
    await this.#consumer?.stop();
  }

  async #begin(): Promise<void> {
    if (this.#isStopping) return;
    const consumer = new KafkaConsumer({
      ...this.#options,
      onSign: () => {
        if (this.#consumer === consumer) this.#watchdog.hear();
      },
      onEnd: () => {
        // kafkajs ends a consumer for good over what it takes for a bug, a TypeError say. Its events still have to be handled:
        // another one takes its place, or the unhandled rejection ends the process.
        if (this.#consumer === consumer) void this.#begin();
      },
    });
    this.#consumer = consumer;
    await consumer.start();
  }

  async #replace(): Promise<void> {
    const { group, logger } = this.#options;
    // A silent consumer may take long to stop, or for ever.
    this.#consumer
      ?.stop()
      .catch((error: unknown) => logger.warn({ group, err: error }, 'silent consumer did not stop'));
    await this.#begin();
  }
}
