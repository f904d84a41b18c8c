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
    const message = parse(delivery);
    const type = typeOf(message);
    const subscriptions = type === null ? [] : (this.#byType.get(type) ?? []);
    if (type !== null && subscriptions.length === 0) return;
    const end = this.#options.metrics.messages.startTimer();
    const startedAt = performance.now();
    const { outcome, attempts, event } = await this.#handle(delivery, message, subscriptions);
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

  async #handle(delivery: Delivery, message: unknown, subscriptions: readonly Subscription[]) {
    let event: Event;
    try {
      event = read(message, subscriptions);
    } catch (error) {
      await this.#setAside(delivery, error, 1);
      return { outcome: 'dead-letter', attempts: 1, event: null };
    }
    let refusals = 0;
    for (let attempt = 1; ; attempt++) {
      try {
        await runBecauseOf(causeOf(delivery, event), async () => {
          for (const { handle } of subscriptions) await handle(event);
        });
        return { outcome: 'handled', attempts: attempt, event };
      } catch (error) {
        const context = { eventId: event.id, type: event.type, subject: event.subject, attempt, err: error };
        this.#options.logger.warn(context, 'message failed');
        if (!isDatabaseUnavailable(error)) refusals++;
        if (refusals === MAX_ATTEMPTS) {
          await this.#setAside(delivery, error, attempt);
          return { outcome: 'dead-letter', attempts: attempt, event };
        }
        await this.#pauseAfter(attempt);
      }
    }
  }

  async #pauseAfter(attempt: number): Promise<void> {
    await delay(PAUSES[Math.min(attempt, PAUSES.length) - 1], undefined, { signal: this.#stopping.signal });
  }

  async #setAside(delivery: Delivery, error: unknown, attempts: number): Promise<void> {
    const { deadLetters, logger, metrics } = this.#options;
    for (let attempt = 1, isStored = false; !isStored; attempt++) {
      try {
        await deadLetters.add(delivery, error, attempts);
        isStored = true;
      } catch (failure) {
        logger.warn({ topic: delivery.topic, offset: delivery.offset, err: failure }, 'dead letter cannot be stored');
        await this.#pauseAfter(attempt);
      }
    }
    metrics.deadLetters.inc();
    logger.error(
      { topic: delivery.topic, offset: delivery.offset, subject: delivery.key, attempts, err: error },
      'dead letter',
    );
  }
}

function parse({ value }: Delivery): unknown {
  try {
    return JSON.parse(value);
  } catch (error) {
    if (error instanceof SyntaxError) return value;
    throw error;
  }
}

/** The event's type, or null when the message is no event at all. */
function typeOf(message: unknown): string | null {
  const isTyped = typeof message === 'object' && message !== null && 'type' in message;
  return isTyped && typeof message.type === 'string' ? message.type : null;
}

function read(message: unknown, subscriptions: readonly Subscription[]): Event {
  const envelope = EventEnvelope.parse(message);
  return { ...envelope, data: subscriptions[0]?.contract.data.parse(envelope.data) };
}

function causeOf({ topic }: Delivery, { id, subject, sequence, correlationid, traceparent }: Event) {
  return {
    id,
    correlationId: correlationid,
    traceparent: traceparent ?? null,
    message: { id, topic, subject, sequence },
  };
}
