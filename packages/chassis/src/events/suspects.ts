import { randomUUID } from 'node:crypto';
import type { Logger } from '../logger.ts';
import type { Delivery, Resumption } from './event-bus.ts';
import type { Insistence } from './insistence.ts';
import type { Resumptions } from './resumptions.ts';

/** A message that so many processes have begun and not lived to end is not begun again. */
export const MOST_STARTS = 3;

/** Every process that handled this message died of it, or hung until somebody ended it. */
export class MessageEndsItsProcess extends Error {
  override readonly name = 'MessageEndsItsProcess';

  constructor() {
    super(
      `${MOST_STARTS} processes began to handle it and none lived to end it. Look for its offset in their logs; redrive it once the cause is mended.`,
    );
  }
}

export interface SuspectsOptions {
  readonly resumptions: Resumptions;
  readonly insistence: Insistence;
  readonly logger: Logger;
}

/**
 * Finds messages that end the process which handles them. What was in progress when a process died comes again among the first
 * messages of its partition, so only these are watched: once they have been begun in vain they are handled one at a time and
 * counted, until they are all handled or one of them is found out.
 */
export class Suspects {
  readonly #resumptions: Resumptions;
  readonly #insistence: Insistence;
  readonly #logger: Logger;
  /** Partitions whose first messages may have ended a process. */
  readonly #partitions = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();

  constructor({ resumptions, insistence, logger }: SuspectsOptions) {
    this.#resumptions = resumptions;
    this.#insistence = insistence;
    this.#logger = logger;
  }

  /** Watches over the first messages of a partition after an assignment, which `work` handles. */
  async resume({ topic, partition, offset }: Resumption, work: () => Promise<void>): Promise<void> {
    const id = idOf({ topic, partition });
    const starts = await this.#insist(() => this.#resumptions.resume(id, offset));
    if (starts > 1) {
      this.#partitions.add(id);
      this.#logger.warn(
        { topic, partition, offset, starts },
        'a process died here; messages are handled one at a time',
      );
    }
    try {
      await work();
    } catch (error) {
      await this.#attempt(() => this.#resumptions.handBack(id));
      throw error;
    } finally {
      this.#partitions.delete(id);
    }
    await this.#attempt(() => this.#resumptions.complete(id));
  }

  include(delivery: Delivery): boolean {
    return this.#partitions.size > 0 && this.#partitions.has(idOf(delivery));
  }

  /** Runs work that may end this process alone, so that nothing else is suspected when it does. */
  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work, work);
    this.#last = turn;
    return turn;
  }

  /** Notes that a suspect is about to be handled. False when it has ended too many processes for that. */
  async begin(delivery: Delivery): Promise<boolean> {
    const start = randomUUID();
    const starts = await this.#insist(() => this.#resumptions.begin(idOf(delivery), delivery.offset, start));
    // One more came before these: the one that made it a suspect. The last of these has not been made yet.
    return starts < MOST_STARTS;
  }

  async end(delivery: Delivery): Promise<void> {
    await this.#attempt(() => this.#resumptions.end(idOf(delivery), delivery.offset));
  }

  #insist<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#insistence.insist(work, (error, attempt) => {
      this.#logger.warn({ attempt, err: error }, 'nothing is begun before it can be noted');
    });
  }

  /** What fails here is noted as one start more than there was. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#logger.warn({ err: error }, 'the end of a start cannot be noted; it counts until the partition is handled');
    }
  }
}

const idOf = ({ topic, partition }: Pick<Delivery, 'topic' | 'partition'>): string => `${topic}:${partition}`;
