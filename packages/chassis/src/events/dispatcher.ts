import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { isDatabaseUnavailable } from '../mongo/database-errors.ts';
import type { Delivery } from './event-bus.ts';
import { logFieldsOf, MessageIsUnreadable, messageOf, type Message, type Reactions } from './message.ts';
import { QUICK_TRIES, type Parking } from './parking.ts';

/** Pauses before the tries of a failing message, in milliseconds; the last one repeats while the database is away. */
const PAUSES = [20, 100, 500, 2_000, 5_000];

export interface DispatcherOptions {
  readonly reactions: Reactions;
  readonly parking: Pick<Parking, 'mustWait' | 'park' | 'setAside'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

type Outcome = 'handled' | 'parked' | 'dead-letter';

/** Brings each delivery to those who react to it. What cannot be handled at once is parked; what nobody can read is set aside. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #stopping = new AbortController();

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** Resolves when the delivery is done with: handled, of no interest, or kept for later. Rejects only while stopping. */
  async dispatch(delivery: Delivery): Promise<void> {
    const { reactions, metrics, logger } = this.#options;
    const message = messageOf(delivery);
    if (!reactions.concern(message)) return;
    const end = metrics.messages.startTimer();
    const startedAt = performance.now();
    const { outcome, attempts } = await this.#deliver(message);
    end({ type: message.type ?? 'unknown', outcome });
    const ms = Math.round((performance.now() - startedAt) * 10) / 10;
    logger.info({ ...logFieldsOf(message), outcome, attempts, ms }, 'message');
  }

  /** Makes the tries that wait for their turn give up, so that a consumer can stop. Their messages are delivered again later. */
  stop(): void {
    this.#stopping.abort();
  }

  async #deliver(message: Message): Promise<{ outcome: Outcome; attempts: number }> {
    const { reactions, parking } = this.#options;
    if (await this.#insist(message, () => parking.mustWait(message))) {
      await this.#insist(message, () => parking.park(message, null));
      return { outcome: 'parked', attempts: 0 };
    }
    let refusals = 0;
    for (let attempt = 1; ; attempt++) {
      try {
        await reactions.react(message);
        return { outcome: 'handled', attempts: attempt };
      } catch (error) {
        if (error instanceof MessageIsUnreadable) {
          await this.#insist(message, () => parking.setAside(message, error));
          return { outcome: 'dead-letter', attempts: attempt };
        }
        this.#options.logger.warn({ ...logFieldsOf(message), attempt, err: error }, 'message failed');
        if (!isDatabaseUnavailable(error)) refusals++;
        if (refusals === QUICK_TRIES) {
          await this.#insist(message, () => parking.park(message, { error, attempts: refusals }));
          return { outcome: 'parked', attempts: attempt };
        }
        await this.#pauseAfter(attempt);
      }
    }
  }

  /** Nothing is done with a message before it is either handled or stored, so what has to be stored is tried without end. */
  async #insist<Result>(message: Message, work: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        this.#options.logger.warn({ ...logFieldsOf(message), attempt, err: error }, 'message cannot be kept yet');
        await this.#pauseAfter(attempt);
      }
    }
  }

  async #pauseAfter(attempt: number): Promise<void> {
    await delay(PAUSES[Math.min(attempt, PAUSES.length) - 1], undefined, { signal: this.#stopping.signal });
  }
}
