import { setTimeout as delay } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import type { EventBus, Publication } from '../events/event-bus.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import type { Sweep } from '../sweep.ts';
import { keyOf, OutboxQueue } from './outbox-queue.ts';
import { OutboxSender, type Outcome } from './outbox-sender.ts';
import { Outboxes, type Outboxed, type Pending } from './outboxes.ts';
import type { UnsentEvents } from './unsent-events.ts';

const MAX_DOCUMENTS_PER_TURN = 500;
const RETRY_PAUSE_MS = 200;
const SWEEP_EVERY_MS = 3_000;
/** Younger events are being sent by the process that wrote them. */
const LEFT_BEHIND_AFTER_MS = 3_000;
/** Until then the next change of an aggregate may have taken its sent events out, at no cost. */
const TAKE_OUT_AFTER_MS = 2_000;

export interface OutboxRelayOptions {
  readonly bus: EventBus;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly outboxes?: Outboxes;
}

/**
 * Publishes the events that aggregates carry in their outboxes, in order per aggregate, and takes them out once the broker has
 * them. A write nudges it with what the outbox then held; a sweep finds what a crash left behind. Several relays may run:
 * an event may be sent twice, never lost and never before an older one of its aggregate, unless the broker will never take that one.
 */
export class OutboxRelay {
  readonly #logger: Logger;
  readonly #metrics: Metrics;
  readonly #outboxes: Outboxes;
  readonly #sender: OutboxSender;
  readonly #queue = new OutboxQueue();
  #unsent: UnsentEvents | null = null;
  #toTakeOut = new Map<string, Pending>();
  #takeOutTimer: NodeJS.Timeout | undefined;
  #takenOut = Promise.resolve();
  #working: Promise<void> | null = null;
  #stopping = false;

  constructor({ bus, logger, metrics, outboxes = new Outboxes() }: OutboxRelayOptions) {
    this.#outboxes = outboxes;
    this.#logger = logger;
    this.#metrics = metrics;
    this.#sender = new OutboxSender({ bus, logger, metrics, unsent: () => this.#unsent });
  }

  /** Makes the sweep look at a collection of aggregates. */
  watch(collection: mongo.Collection<Outboxed>): void {
    this.#outboxes.watch(collection);
  }

  /** Says where events go that the broker will never take; until then they stay where they are, and their aggregates wait. */
  setAsideIn(unsent: UnsentEvents): void {
    this.#unsent = unsent;
  }

  /** Says that an aggregate's outbox has just been written. `outbox` is all that it holds, oldest first. */
  nudge(collection: mongo.Collection<Outboxed>, id: string, outbox: readonly Publication[]): void {
    // What has been sent and is still to be taken out is in the new outbox too, or gone.
    this.#toTakeOut.delete(keyOf({ collection, id }));
    if (outbox.length === 0) return;
    this.#queue.add({ collection, id, outbox });
    this.#beginWork();
  }

  /** Of an outbox, the events that this process is not done with. */
  unsentOf(outbox: readonly Publication[]): readonly Publication[] {
    return this.#sender.unsentOf(outbox);
  }

  /** Finds what no living process is sending. */
  readonly sweep: Sweep = {
    name: 'outbox',
    every: SWEEP_EVERY_MS,
    run: async () => {
      const { stuck } = this.#queue;
      const found = await this.#outboxes.leftBehind(new Date(Date.now() - LEFT_BEHIND_AFTER_MS), stuck);
      for (const { collection, id, outbox } of found) this.nudge(collection, id, outbox);
      const pendings = [...stuck, ...found];
      const times = pendings.flatMap(({ outbox }) => outbox.map(({ event }) => Date.parse(event.time)));
      const oldest = times.reduce((first, time) => Math.min(first, time), Date.now());
      this.#metrics.outboxPending.set(pendings.length);
      this.#metrics.outboxOldestSeconds.set((Date.now() - oldest) / 1000);
    },
  };

  /** Sends what is queued, then stops; what cannot be sent stays in its outbox for the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#working;
    this.#queue.clear();
    this.#takeOutNow();
    await this.#takenOut;
  }

  #beginWork(): void {
    // One that is held back is not to be sent yet.
    if (this.#queue.size > 0) this.#working ??= this.#work();
  }

  async #work(): Promise<void> {
    while (this.#queue.size > 0) {
      const outcomes = await this.#sender.send(this.#queue.take(MAX_DOCUMENTS_PER_TURN));
      const those = (wanted: Outcome) => [...outcomes].flatMap(([pending, is]) => (is === wanted ? [pending] : []));
      this.#takeOutLater(those('sent'));
      for (const pending of those('stuck')) this.#queue.holdBack(pending, () => this.#beginWork());
      const left = those('later');
      if (left.length > 0 && this.#stopping) {
        this.#queue.clear();
      } else if (left.length > 0) {
        for (const pending of left) this.#queue.add(pending);
        await delay(RETRY_PAUSE_MS);
      }
    }
    this.#working = null;
  }

  #takeOutLater(sent: readonly Pending[]): void {
    for (const pending of sent) {
      this.#queue.forgive(pending);
      // A newer nudge comes to the same aggregate again, with all that its outbox then held.
      if (!this.#queue.has(pending)) this.#toTakeOut.set(keyOf(pending), pending);
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
