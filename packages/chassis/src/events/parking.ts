import { randomUUID } from 'node:crypto';
import { eachOnItsOwn } from '@souk/kernel/each-on-its-own';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { isDatabaseUnavailable } from '../mongo/database-errors.ts';
import type { Sweep } from '../sweep.ts';
import {
  identityOf,
  logFieldsOf,
  messageOf,
  REACT_WITHIN_MS,
  refusalBy,
  type Message,
  type Reactions,
} from './message.ts';
import { patienceWith, type Patience } from './refusals.ts';
import type { KeptMessage, KeptMessages } from './kept-messages.ts';
import { MessageEndsItsProcess, MOST_STARTS, type Suspects } from './suspects.ts';

/** A message that is refused so often waits here, so that those of other lanes need not. */
export const QUICK_TRIES = 3;
const RESUME_EVERY_MS = 1_000;
const LANES_AT_ONCE = 8;
/** A process that has died with a message keeps it from the others for so long. */
const CLAIM_MS = REACT_WITHIN_MS + 10_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
/** About half a minute and half an hour: what refuses a message for so long refuses it for good, and others of its lane wait. */
const MAX_ATTEMPTS: Readonly<Record<Patience, number>> = { never: 1, briefly: 8, long: 17 };

export interface ParkingOptions {
  readonly kept: KeptMessages;
  readonly reactions: Reactions;
  readonly suspects: Pick<Suspects, 'alone'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Why a message is kept. */
export interface Failure {
  readonly error: unknown;
  /** How often it has been tried. */
  readonly attempts: number;
}

/**
 * Keeps messages that cannot be handled now, and those behind them in their lanes, while the others flow; tries them again with
 * growing pauses, in order, and gives up on one in the end.
 */
export class Parking {
  readonly #options: ParkingOptions;
  /** What this process is called in its claims. */
  readonly #name = randomUUID();
  /** Lanes in which something may wait. Which ones do is for the database to say. */
  #lanes: Set<string> | null = null;
  #assignment: number | null = null;
  #loading: Promise<void> = Promise.resolve();

  constructor(options: ParkingOptions) {
    this.#options = options;
  }

  /** Whether older messages of its lane wait. */
  async mustWait({ lane, delivery: { assignment } }: Message): Promise<boolean> {
    if (assignment !== this.#assignment) {
      // Other partitions than before, perhaps: what another process has parked of their messages has to be known.
      this.#assignment = assignment;
      this.#loading = this.#load().catch((error: unknown) => {
        // Not known after all: whoever asks next has it looked up again.
        this.#assignment = null;
        throw error;
      });
    }
    await this.#loading;
    if (this.#lanes?.has(lane) !== true) return false;
    if (await this.#options.kept.isParking(lane)) return true;
    this.#lanes.delete(lane);
    return false;
  }

  /** Has the message wait for its next try, or for those before it when it has not been tried. */
  async park(message: Message, failure: Failure | null): Promise<void> {
    // Known before it is stored, or the next message of the lane could slip through in between.
    this.#lanes?.add(message.lane);
    await this.#keep(message, 'parked', failure);
  }

  /** Gives up on a message that no try will help: nobody can read it, or it ends every process that handles it. */
  async setAside(message: Message, failure: Failure): Promise<void> {
    await this.#keep(message, 'dead', failure);
    this.#options.metrics.deadLetters.inc();
    this.#options.logger.error({ ...logFieldsOf(message), err: failure.error }, 'dead letter');
  }

  /** Tries again what is due. */
  readonly sweep: Sweep = {
    name: 'parked-messages',
    every: RESUME_EVERY_MS,
    run: async () => {
      const { kept, suspects } = this.#options;
      const due = await kept.due(new Date());
      const nameOf = ({ lane }: { lane: string }) => lane;
      // The process of one that is claimed may have died of it.
      const [suspected, others] = [due.filter(({ isClaimed }) => isClaimed), due.filter(({ isClaimed }) => !isClaimed)];
      try {
        await eachOnItsOwn(others, ({ lane }) => this.#resume(lane), { nameOf, atOnce: LANES_AT_ONCE });
      } finally {
        await eachOnItsOwn(suspected, ({ lane }) => suspects.alone(() => this.#resume(lane)), { nameOf, atOnce: 1 });
      }
    },
  };

  async #keep(message: Message, state: KeptMessage['state'], failure: Failure | null): Promise<void> {
    const { delivery, lane, type } = message;
    const { topic, partition, offset } = delivery;
    const now = Date.now();
    await this.#options.kept.keep({
      _id: `${topic}:${partition}:${offset}`,
      state,
      lane,
      place: Number(offset),
      delivery,
      type,
      ...identityOf(message),
      attempts: failure?.attempts ?? 0,
      ...(failure === null ? { lastError: null, reason: null } : refusalBy(failure.error)),
      keptAt: new Date(now),
      nextAttemptAt: new Date(failure === null ? now : now + FIRST_PAUSE_MS),
      isRedriven: false,
      claimedBy: null,
      lostClaims: 0,
    });
  }

  async #load(): Promise<void> {
    const lanes = await this.#options.kept.lanes();
    this.#lanes = new Set([...(this.#lanes ?? []), ...lanes]);
  }

  /** Handles one after the other until none is left or one fails. */
  async #resume(lane: string): Promise<void> {
    const { kept } = this.#options;
    const claim = () => {
      const now = Date.now();
      return kept.claimNext(lane, { by: this.#name, at: new Date(now), until: new Date(now + CLAIM_MS) });
    };
    for (let message = await claim(); message !== null; message = await claim()) {
      if (!(await this.#try(message))) return;
    }
  }

  /** False when the message stays where it is. */
  async #try(message: KeptMessage): Promise<boolean> {
    const { kept, reactions, logger, metrics } = this.#options;
    const attempts = message.attempts + 1;
    const read = messageOf(message.delivery);
    const note = (outcome: string, error?: unknown) =>
      logger[error === undefined ? 'info' : 'warn']({ ...logFieldsOf(read), outcome, attempts, err: error }, 'message');
    try {
      if (message.lostClaims >= MOST_STARTS) throw new MessageEndsItsProcess();
      await reactions.react(read, { isRedriven: message.isRedriven });
      note('resumed');
      await kept.remove(message);
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      if (attempts < MAX_ATTEMPTS[patienceWith(error)]) {
        await kept.postpone(message, refusalBy(error), new Date(Date.now() + pauseAfter(attempts)));
        note('failed', error);
        return false;
      }
      await kept.giveUp(message, refusalBy(error));
      metrics.deadLetters.inc();
      note('dead-letter', error);
    }
    return true;
  }
}

/** One, two, four … seconds, once the quick tries are over. */
const pauseAfter = (attempts: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, attempts - QUICK_TRIES));
