import { setTimeout as delay } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import type { EventBus, Publication } from '../events/event-bus.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import type { Sweep } from '../sweep.ts';

/** What the relay needs to know of an aggregate's document. */
export interface Outboxed {
  readonly _id: string;
  readonly outbox: readonly Publication[];
}

interface Pending {
  readonly collection: mongo.Collection<Outboxed>;
  readonly id: string;
  readonly outbox: readonly Publication[];
}

const MAX_DOCUMENTS_PER_TURN = 500;
const MAX_REMEMBERED = 10_000;
const RETRY_PAUSE_MS = 200;
const SWEEP_EVERY_MS = 3_000;
/** Younger events are being sent by the process that wrote them. */
const LEFT_BEHIND_AFTER_MS = 3_000;
/** Until then the next change of an aggregate may have taken its sent events out, at no cost. */
const TAKE_OUT_AFTER_MS = 500;

/**
 * Publishes the events that aggregates carry in their outboxes, in order per aggregate, and takes them out once the broker has
 * them. A write nudges it with what the outbox then held; a sweep finds what a crash left behind. Several relays may run:
 * an event may be sent twice, never lost and never before an older one of its aggregate.
 */
export class OutboxRelay {
  readonly #bus: EventBus;
  readonly #logger: Logger;
  readonly #metrics: Metrics;
  readonly #collections = new Set<mongo.Collection<Outboxed>>();
  /** Ids of the last events that the broker has: a write may still have seen them in the outbox. */
  readonly #sent = new Set<string>();
  #queue = new Map<string, Pending>();
  #toTakeOut = new Map<string, Pending>();
  #takeOutTimer: NodeJS.Timeout | undefined;
  #takenOut = Promise.resolve();
  #working: Promise<void> | null = null;
  #stopping = false;

  constructor({ bus, logger, metrics }: { bus: EventBus; logger: Logger; metrics: Metrics }) {
    this.#bus = bus;
    this.#logger = logger;
    this.#metrics = metrics;
  }

  /** Makes the sweep look at a collection of aggregates. */
  watch(collection: mongo.Collection<Outboxed>): void {
    this.#collections.add(collection);
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
      const leftBehind = new Date(Date.now() - LEFT_BEHIND_AFTER_MS).toISOString();
      let pending = 0;
      let oldest = Date.now();
      for (const collection of this.#collections) {
        const documents = await collection
          .find({ 'outbox.0': { $exists: true }, 'outbox.event.time': { $lt: leftBehind } })
          .project<Outboxed>({ outbox: 1 })
          .limit(MAX_DOCUMENTS_PER_TURN)
          .toArray();
        pending += documents.length;
        for (const { _id, outbox } of documents) {
          oldest = Math.min(oldest, ...outbox.map(({ event }) => Date.parse(event.time)));
          this.nudge(collection, _id, outbox);
        }
      }
      this.#metrics.outboxPending.set(pending);
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
      for (const [collection, pendings] of Map.groupBy(turn, (pending) => pending.collection)) {
        await collection.bulkWrite(
          pendings.map(({ id, outbox }) => ({
            updateOne: {
              filter: { _id: id },
              update: withoutEvents(outbox.map(({ event }) => event.id)),
            },
          })),
          // Losing this write costs a duplicate, so it need not wait for the journal.
          { ordered: false, writeConcern: { w: 1 } },
        );
      }
    } catch (error) {
      this.#logger.warn({ aggregates: turn.length, err: error }, 'sent events stay in their outboxes for now');
    }
  }
}

const keyOf = ({ collection, id }: Pick<Pending, 'collection' | 'id'>): string => `${collection.collectionName}:${id}`;

function withoutEvents(ids: readonly string[]): mongo.UpdateFilter<Outboxed> {
  const pull: mongo.Document = { $pull: { outbox: { 'event.id': { $in: ids } } } };
  // The driver's types know no dotted paths inside `$pull`.
  return pull;
}
