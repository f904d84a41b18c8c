import { setTimeout as delay } from 'node:timers/promises';
import { EventEnvelope, type Event } from '@souk/contracts/event';
import { runBecauseOf } from '../execution-context.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { isDatabaseUnavailable } from '../mongo/database-errors.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Delivery } from './event-bus.ts';
import type { Subscription } from './subscription.ts';

/** Pauses before the tries of a failing event, in milliseconds; the last one repeats. */
const PAUSES = [20, 100, 500, 2_000, 5_000];
/** An event whose handler keeps refusing it is set aside after this many tries. An unreachable database is waited for, without end. */
const MAX_ATTEMPTS = 6;

export interface DispatcherOptions {
  readonly subscriptions: readonly Subscription[];
  readonly deadLetters: DeadLetters;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Brings each delivery to the handlers of its type: checked, tried again while that can help, and set aside when it cannot. */
export class Dispatcher {
  readonly topics: readonly string[];
  readonly #options: DispatcherOptions;
  readonly #byType: ReadonlyMap<string, readonly Subscription[]>;
  readonly #stopping = new AbortController();

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.topics = [...new Set(options.subscriptions.map(({ contract }) => contract.topic))];
    this.#byType = Map.groupBy(options.subscriptions, ({ contract }) => contract.type);
  }

  /** Resolves when the delivery is done with: handled, of no interest, or a dead letter. Rejects only while stopping. */
  async dispatch(delivery: Delivery): Promise<void> {
    const type = typeOf(delivery);
    const subscriptions = type === null ? [] : (this.#byType.get(type) ?? []);
    if (type !== null && subscriptions.length === 0) return;
    const end = this.#options.metrics.messages.startTimer();
    const startedAt = performance.now();
    const { outcome, attempts, event } = await this.#handle(delivery, subscriptions);
    end({ type: type ?? 'unknown', outcome });
    const ms = Math.round((performance.now() - startedAt) * 10) / 10;
    this.#options.logger.info(
      {
        eventId: event?.id,
        type,
        subject: delivery.key,
        correlationId: event?.correlationid,
        traceparent: event?.traceparent,
        outcome,
        attempts,
        ms,
      },
      'message',
    );
  }

  /** Makes the tries that wait for their turn give up, so that a consumer can stop. Their events are delivered again later. */
  stop(): void {
    this.#stopping.abort();
  }

  async #handle(delivery: Delivery, subscriptions: readonly Subscription[]) {
    let event: Event;
    try {
      event = read(delivery, subscriptions);
    } catch (error) {
      await this.#setAside(delivery, error, 1);
      return { outcome: 'dead-letter', attempts: 1, event: null };
    }
    for (let attempt = 1; ; attempt++) {
      try {
        await runBecauseOf(causeOf(delivery, event), async () => {
          for (const { handle } of subscriptions) await handle(event);
        });
        return { outcome: 'handled', attempts: attempt, event };
      } catch (error) {
        const context = { eventId: event.id, type: event.type, subject: event.subject, attempt, err: error };
        this.#options.logger.warn(context, 'message failed');
        if (attempt >= MAX_ATTEMPTS && !isDatabaseUnavailable(error)) {
          await this.#setAside(delivery, error, attempt);
          return { outcome: 'dead-letter', attempts: attempt, event };
        }
        await delay(PAUSES[Math.min(attempt, PAUSES.length) - 1], undefined, { signal: this.#stopping.signal });
      }
    }
  }

  async #setAside(delivery: Delivery, error: unknown, attempts: number): Promise<void> {
    const { deadLetters, logger, metrics } = this.#options;
    await deadLetters.add(delivery, error, attempts);
    metrics.deadLetters.inc();
    logger.error(
      { topic: delivery.topic, offset: delivery.offset, subject: delivery.key, attempts, err: error },
      'dead letter',
    );
  }
}

/** The event's type, or null when the message is no event at all. */
function typeOf({ value }: Delivery): string | null {
  return /"type":"([^"]{1,100})"/.exec(value)?.[1] ?? null;
}

function read({ value }: Delivery, subscriptions: readonly Subscription[]): Event {
  const envelope = EventEnvelope.parse(JSON.parse(value));
  const contract = subscriptions.find(({ contract: { type } }) => type === envelope.type)?.contract;
  if (contract === undefined) throw new Error(`${envelope.type} is not what its message seemed to be.`);
  return { ...envelope, data: contract.data.parse(envelope.data) };
}

function causeOf({ topic }: Delivery, { id, subject, sequence, correlationid, traceparent }: Event) {
  return {
    id,
    correlationId: correlationid,
    traceparent: traceparent ?? null,
    message: { id, topic, subject, sequence },
  };
}
