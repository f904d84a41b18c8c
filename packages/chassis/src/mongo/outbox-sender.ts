import type { Event } from '@souk/contracts/event';
import { EventsNotTaken, type EventBus, type Publication } from '../events/event-bus.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import type { Pending } from './outboxes.ts';
import type { UnsentEvents } from './unsent-events.ts';

const MAX_REMEMBERED = 10_000;
/** After so many aggregates in a row whose events are refused, it is the broker that is in trouble. */
const REFUSED_IN_A_ROW = 3;

/** `stuck`: the broker takes events, but not these. `later`: it takes none now. */
export type Outcome = 'sent' | 'stuck' | 'later';

export interface OutboxSenderOptions {
  readonly bus: Pick<EventBus, 'publish'>;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'deadLetters'>;
  /** Absent until there is a place where events can be set aside. */
  readonly unsent: () => UnsentEvents | null;
}

/** One turn: some aggregates whose events go out together. */
interface Turn {
  readonly outcomes: Map<Pending, Outcome>;
  refusedInARow: number;
  isOver: boolean;
}

/**
 * Sends the events of many aggregates together. What the broker refuses it refuses as a whole, so that is halved until the events
 * are found which it does not take: those that it never will are set aside, others keep only their own aggregate waiting.
 */
export class OutboxSender {
  readonly #options: OutboxSenderOptions;
  /** The last events that are done with: a write may still have seen them in the outbox. */
  readonly #sent = new Set<string>();

  constructor(options: OutboxSenderOptions) {
    this.#options = options;
  }

  /** Of an outbox, the events that this process is not done with. */
  unsentOf(outbox: readonly Publication[]): readonly Publication[] {
    return outbox.filter(({ event }) => !this.#sent.has(sendingOf(event)));
  }

  async send(pendings: readonly Pending[]): Promise<ReadonlyMap<Pending, Outcome>> {
    const outcomes = new Map(pendings.map((pending): [Pending, Outcome] => [pending, 'later']));
    await this.#sendAll(pendings, { outcomes, refusedInARow: 0, isOver: false });
    return outcomes;
  }

  async #sendAll(pendings: readonly Pending[], turn: Turn): Promise<void> {
    if (turn.isOver) return;
    const failure = await this.#publish(pendings.flatMap(({ outbox }) => this.unsentOf(outbox)));
    if (failure === null) {
      for (const pending of pendings) turn.outcomes.set(pending, 'sent');
      turn.refusedInARow = 0;
    } else if (!(failure instanceof EventsNotTaken)) {
      turn.isOver = true;
    } else if (pendings.length > 1) {
      for (const half of halvesOf(pendings)) await this.#sendAll(half, turn);
    } else {
      for (const pending of pendings) await this.#sendOne(pending, failure, turn);
    }
  }

  async #sendOne(pending: Pending, failure: EventsNotTaken, turn: Turn): Promise<void> {
    const isDone = await this.#sendInOrder(this.unsentOf(pending.outbox), failure, turn);
    turn.refusedInARow = isDone ? 0 : turn.refusedInARow + 1;
    if (turn.refusedInARow === REFUSED_IN_A_ROW) turn.isOver = true;
    if (isDone || !turn.isOver) turn.outcomes.set(pending, isDone ? 'sent' : 'stuck');
  }

  /** Of one aggregate's events, which were refused as a whole. None is sent before an older one is sent or set aside. */
  async #sendInOrder(refused: readonly Publication[], failure: EventsNotTaken, turn: Turn): Promise<boolean> {
    const [first, ...others] = refused;
    if (first === undefined) return true;
    if (others.length === 0) return failure.isFinal && (await this.#setAside(first, failure));
    for (const half of halvesOf(refused)) {
      const again = await this.#publish(half);
      if (again === null) continue;
      if (!(again instanceof EventsNotTaken)) {
        turn.isOver = true;
        return false;
      }
      if (!(await this.#sendInOrder(half, again, turn))) return false;
    }
    return true;
  }

  /** Null when the broker has them all. */
  async #publish(publications: readonly Publication[]): Promise<unknown> {
    try {
      if (publications.length > 0) await this.#options.bus.publish(publications);
    } catch (error) {
      const { logger } = this.#options;
      logger.warn({ events: publications.length, err: error }, 'events could not be sent; they stay in their outboxes');
      return error;
    }
    this.#done(publications);
    return null;
  }

  /** False when it cannot be kept anywhere else now: then it stays where it is, and its aggregate waits. */
  async #setAside(publication: Publication, failure: EventsNotTaken): Promise<boolean> {
    const { unsent, logger, metrics } = this.#options;
    const { topic, event } = publication;
    const fields = { topic, eventId: event.id, type: event.type, subject: event.subject, err: failure };
    const store = unsent();
    if (store === null) return false;
    try {
      await store.setAside(publication, failure);
    } catch (error) {
      logger.error({ ...fields, err: error }, 'an event that the broker never takes cannot be set aside yet');
      return false;
    }
    metrics.deadLetters.inc();
    logger.error(fields, 'dead letter: the broker never takes this event');
    this.#done([publication]);
    return true;
  }

  #done(publications: readonly Publication[]): void {
    for (const { event } of publications) this.#sent.add(sendingOf(event));
    for (const id of this.#sent) {
      if (this.#sent.size <= MAX_REMEMBERED) break;
      this.#sent.delete(id);
    }
  }
}

/** One that is redriven is to be sent once more. */
const sendingOf = ({ id, redriven = 0 }: Event): string => (redriven === 0 ? id : `${id}:${redriven}`);

function halvesOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}
