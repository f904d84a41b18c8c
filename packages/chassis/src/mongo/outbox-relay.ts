import { setTimeout as delay } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import type { EventBus, Publication } from '../events/event-bus.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import type { Sweep } from '../sweep.ts';
import { Outboxes, type Outboxed, type Pending } from './outboxes.ts';

const MAX_DOCUMENTS_PER_TURN = 500;
const MAX_REMEMBERED = 10_000;
const RETRY_PAUSE_MS = 200;
const SWEEP_EVERY_MS = 3_000;
/** Younger events are being sent by the process that wrote them. */
const LEFT_BEHIND_AFTER_MS = 3_000;
/** Until then the next change of an aggregate may have taken its sent events out, at no cost. */
const TAKE_OUT_AFTER_MS = 500;

export interface OutboxRelayOptions {
  readonly bus: EventBus;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly outboxes?: Outboxes;
}

/**
 * Publishes the events that aggregates carry in their outboxes, in order per aggregate, and takes them out once the broker has
 * them. A write nudges it with what the outbox then held; a sweep finds what a crash left behind. Several relays may run:
 * an event may be sent twice, never lost and never before an older one of its aggregate.
 */
export class OutboxRelay {
  readonly #bus: EventBus;
  readonly #logger: Logger;
  readonly #metrics: Metrics;
  readonly #outboxes: Outboxes;
  /** Ids of the last events that the broker has: a write may still have seen them in the outbox. */
  readonly #sent = new Set<string>();
  #queue = new Map<string, Pending>();
  #toTakeOut = new Map<string, Pending>();
  #takeOutTimer: NodeJS.Timeout | undefined;
  #takenOut = Promise.resolve();
  #working: Promise<void> | null = null;
  #stopping = false;

  constructor({ bus, logger, metrics, outboxes = new Outboxes() }: OutboxRelayOptions) {
    this.#bus = bus;
    this.#outboxes = outboxes;
    this.#logger = logger;
    this.#metrics = metrics;
  }

  /** Makes the sweep look at a collection of aggregates. */
  watch(collection: mongo.Collection<Outboxed>): void {
    this.#outboxes.watch(collection);
  }

  /** Says that an aggregate's outbox has just been written. `outbox` is all that it holds, oldest first. */
  nudge(collection: mongo.Collection<Outboxed>, id: string, outbox: readonly Publication[]): void {
    // What has been sent and is still to be taken out is in the new outbox too, or gone.
    this.#toTakeOut.delete(keyOf({ collection, id }));
    if (outbox.length === 0) return;
    this.#enqueue({ collection, id, outbox });
    this.#working ??= this.#work();
  }

  /** Of an outbox, the events that this process has not sent. */
  unsentOf(outbox: readonly Publication[]): readonly Publication[] {
    return outbox.filter(({ event }) => !this.#sent.has(event.id));
  }

  /** Finds what no living process is sending. */
  readonly sweep: Sweep = {
    name: 'outbox',
    every: SWEEP_EVERY_MS,
    run: async () => {
      const pendings = await this.#outboxes.leftBehind(new Date(Date.now() - LEFT_BEHIND_AFTER_MS));
      let oldest = Date.now();
      for (const { collection, id, outbox } of pendings) {
        oldest = Math.min(oldest, ...outbox.map(({ event }) => Date.parse(event.time)));
        this.nudge(collection, id, outbox);
      }
      this.#metrics.outboxPending.set(pendings.length);
      this.#metrics.outboxOldestSeconds.set((Date.now() - oldest) / 1000);
    },
  };

  /** Sends what is queued, then stops; what cannot be sent stays in its outbox for the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#working;
    this.#takeOutNow();
    await this.#takenOut;
  }

  async #work(): Promise<void> {
    while (this.#queue.size > 0) {
      const turn = this.#takeTurn();
      if (await this.#send(turn)) {
        this.#takeOutLater(turn);
      } else if (this.#stopping) {
        this.#queue.clear();
      } else {
        for (const pending of turn) this.#enqueue(pending);
        await delay(RETRY_PAUSE_MS);
      }
    }
    this.#working = null;
  }

  async #send(turn: readonly Pending[]): Promise<boolean> {
    const unsent = turn.flatMap(({ outbox }) => this.unsentOf(outbox));
    try {
      if (unsent.length > 0) await this.#bus.publish(unsent);
    } catch (error) {
      this.#logger.warn({ events: unsent.length, err: error }, 'events could not be sent; they stay in their outboxes');
      return false;
    }
    for (const { event } of unsent) this.#sent.add(event.id);
    for (const id of this.#sent) {
      if (this.#sent.size <= MAX_REMEMBERED) break;
      this.#sent.delete(id);
    }
    return true;
  }

  #takeTurn(): Pending[] {
    const turn: Pending[] = [];
    for (const [key, pending] of this.#queue) {
      if (turn.length === MAX_DOCUMENTS_PER_TURN) break;
      this.#queue.delete(key);
      turn.push(pending);
    }
    return turn;
  }

  #enqueue(pending: Pending): void {
    const key = keyOf(pending);
    // The replies to two writes may come in the other order, so what is queued may hold more than what comes later.
    const queued = this.#queue.get(key)?.outbox ?? [];
    const ids = new Set(queued.map(({ event }) => event.id));
    const outbox = [...queued, ...pending.outbox.filter(({ event }) => !ids.has(event.id))];
    this.#queue.set(key, { ...pending, outbox });
  }

  #takeOutLater(sent: readonly Pending[]): void {
    for (const pending of sent) {
      // A newer nudge comes to the same aggregate again, with all that its outbox then held.
      if (!this.#queue.has(keyOf(pending))) this.#toTakeOut.set(keyOf(pending), pending);
    }
    this.#takeOutTimer ??= setTimeout(() => this.#takeOutNow(), TAKE_OUT_AFTER_MS);
  }

  #takeOutNow(): void {
    clearTimeout(this.#takeOutTimer);
    this.#takeOutTimer = undefined;
    this.#takenOut = this.#takenOut.then(() => this.#takeOut());
  }

  /** Removes sent events from their outboxes. When it fails the sweep comes back to them. */
  async #takeOut(): Promise<void> {
    const turn = [...this.#toTakeOut.values()];
    this.#toTakeOut.clear();
    try {
      await this.#outboxes.takeOut(turn);
    } catch (error) {
      this.#logger.warn({ aggregates: turn.length, err: error }, 'sent events stay in their outboxes for now');
    }
  }
}

const keyOf = ({ collection, id }: Pick<Pending, 'collection' | 'id'>): string => `${collection.collectionName}:${id}`;
