import { setTimeout as delay } from 'node:timers/promises';
import { DomainError } from '@souk/kernel/domain-error';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import type { ConsumerOptions, EventBus, PartitionLag } from './event-bus.ts';
import type { KeptMessages, KeptSummary } from './kept-messages.ts';

/** So long an answer is good enough: several ask, and each question is some requests to the broker. */
const GOOD_FOR_MS = 5_000;
/** Nobody waits longer for a broker or a database that does not answer. */
const ANSWER_WITHIN_MS = 3_000;

export interface LagReport extends KeptSummary {
  /** Events that the service has yet to handle, all partitions together; not those that it keeps. */
  readonly lag: number;
  readonly partitions: readonly PartitionLag[];
}

/** The broker or the database did not answer. */
export class LagIsUnknown extends DomainError {
  readonly code = 'event-lag.unknown';
  readonly kind = 'unavailable';

  constructor(cause: unknown) {
    super('The event bus or the database does not answer now; ask again in a moment.');
    this.cause = cause;
  }
}

export interface EventLagOptions extends Pick<ConsumerOptions, 'group' | 'topics'> {
  readonly bus: Pick<EventBus, 'lagOf'>;
  readonly kept: Pick<KeptMessages, 'summary'>;
}

/** How much a service has yet to handle. It costs nothing until somebody asks. */
export class EventLag {
  readonly #options: EventLagOptions;
  #answer: { readonly at: number; readonly report: Promise<LagReport> } | null = null;

  constructor(options: EventLagOptions) {
    this.#options = options;
  }

  /** @throws LagIsUnknown */
  read(): Promise<LagReport> {
    if (this.#answer !== null && performance.now() - this.#answer.at < GOOD_FOR_MS) return this.#answer.report;
    const report = this.#ask();
    this.#answer = { at: performance.now(), report };
    // Whoever asked hears of a failure; the next one asks again.
    report.catch(() => (this.#answer = null));
    return report;
  }

  /** Sets the gauges again. What is not known is not shown. */
  async show({ eventsLag, keptMessages, parkedLanes, oldestParkedSeconds }: Metrics, logger: Logger): Promise<void> {
    eventsLag.reset();
    keptMessages.reset();
    parkedLanes.remove();
    oldestParkedSeconds.remove();
    try {
      const { partitions, parked, dead, lanes, oldestParkedAt } = await this.read();
      for (const { topic, partition, lag } of partitions) eventsLag.set({ topic, partition }, lag);
      keptMessages.set({ state: 'parked' }, parked);
      keptMessages.set({ state: 'dead' }, dead);
      parkedLanes.set(lanes);
      oldestParkedSeconds.set(oldestParkedAt === null ? 0 : (Date.now() - oldestParkedAt.getTime()) / 1000);
    } catch (error) {
      logger.warn({ err: error }, 'the lag is not known; it is not among the metrics');
    }
  }

  async #ask(): Promise<LagReport> {
    const { bus, kept, group, topics } = this.#options;
    const asking = Promise.all([topics.length === 0 ? [] : bus.lagOf({ group, topics }), kept.summary()]);
    const tooLong = delay(ANSWER_WITHIN_MS, null, { ref: false });
    const answers = await Promise.race([asking, tooLong]).catch((error: unknown) => {
      throw new LagIsUnknown(error);
    });
    if (answers === null) {
      // Whatever comes of it later is not waited for any more.
      asking.catch(() => undefined);
      throw new LagIsUnknown(new Error(`There was no answer within ${ANSWER_WITHIN_MS} ms.`));
    }
    const [partitions, summary] = answers;
    return { lag: partitions.reduce((sum, { lag }) => sum + lag, 0), partitions, ...summary };
  }
}
