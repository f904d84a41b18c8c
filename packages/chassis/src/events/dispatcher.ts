import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { isDatabaseUnavailable } from '../mongo/database-errors.ts';
import type { Delivery } from './event-bus.ts';
import type { Insistence } from './insistence.ts';
import { TookTooLong } from '../within.ts';
import { logFieldsOf, messageOf, type Message, type Reactions } from './message.ts';
import { QUICK_TRIES, type Parking } from './parking.ts';
import { patienceWith } from './refusals.ts';
import { MessageEndsItsProcess, MOST_STARTS, type Suspects } from './suspects.ts';

export interface DispatcherOptions {
  readonly reactions: Reactions;
  readonly parking: Pick<Parking, 'mustWait' | 'park' | 'setAside'>;
  readonly suspects: Pick<Suspects, 'include' | 'alone' | 'begin' | 'end'>;
  readonly insistence: Insistence;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

interface Outcome {
  readonly outcome: 'handled' | 'parked' | 'dead-letter';
  readonly attempts: number;
}

/** Brings each delivery to those who react to it. What cannot be handled at once is parked; what nobody can read is set aside. */
export class Dispatcher {
  readonly #options: DispatcherOptions;

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

  #deliver(message: Message): Promise<Outcome> {
    const { suspects } = this.#options;
    return suspects.include(message.delivery)
      ? suspects.alone(() => this.#handleSuspect(message))
      : this.#handle(message);
  }

  async #handleSuspect(message: Message): Promise<Outcome> {
    const { suspects, parking } = this.#options;
    if (!(await suspects.begin(message.delivery))) {
      const failure = { error: new MessageEndsItsProcess(), attempts: MOST_STARTS };
      await this.#insist(message, () => parking.setAside(message, failure));
      return { outcome: 'dead-letter', attempts: MOST_STARTS };
    }
    try {
      return await this.#handle(message);
    } finally {
      await suspects.end(message.delivery);
    }
  }

  async #handle(message: Message): Promise<Outcome> {
    const { reactions, parking, insistence } = this.#options;
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
        if (patienceWith(error) === 'never') {
          await this.#insist(message, () => parking.setAside(message, { error, attempts: attempt }));
          return { outcome: 'dead-letter', attempts: attempt };
        }
        this.#options.logger.warn({ ...logFieldsOf(message), attempt, err: error }, 'message failed');
        if (isDatabaseUnavailable(error)) {
          await insistence.pauseAfter(attempt);
          continue;
        }
        refusals++;
        // One that hangs has held the others of its batch up long enough.
        if (refusals === QUICK_TRIES || error instanceof TookTooLong) {
          await this.#insist(message, () => parking.park(message, { error, attempts: refusals }));
          return { outcome: 'parked', attempts: attempt };
        }
        await insistence.pauseAfter(attempt);
      }
    }
  }

  /** Nothing is done with a message before it is either handled or stored, so what has to be stored is tried without end. */
  #insist<Result>(message: Message, work: () => Promise<Result>): Promise<Result> {
    const { insistence, logger } = this.#options;
    return insistence.insist(work, (error, attempt) => {
      logger.warn({ ...logFieldsOf(message), attempt, err: error }, 'message cannot be kept yet');
    });
  }
}
