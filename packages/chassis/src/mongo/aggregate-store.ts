import { setTimeout as delay } from 'node:timers/promises';
import type { EventDraft } from '@souk/contracts/event';
import { DomainError } from '@souk/kernel/domain-error';
import { GroupedLookUp } from '@souk/kernel/grouped-look-up';
import type { IdGenerator } from '@souk/kernel/id-generator';
import { LRUCache } from 'lru-cache';
import type { mongo, Model } from 'mongoose';
import { currentCause } from '../execution-context.ts';
import { INBOX_LENGTH, newDocument, stateOf, UNSTORED, type AggregateDocument } from './aggregate-document.ts';
import { isDatabaseUnavailable } from './database-errors.ts';
import { GroupedWrites } from './grouped-writes.ts';
import { entryOf, isAmong, isRequest, type HandledRequests } from './handled-requests.ts';
import type { OutboxRelay } from './outbox-relay.ts';
import type { Outboxed } from './outboxes.ts';
import { stamped, type StampedEvents } from './stamped-events.ts';

/** What a decision makes of an aggregate: its new state, and what happened. `null` instead: nothing changes. */
export interface Change<State> {
  readonly state: State;
  readonly events: readonly EventDraft[];
}

export interface AggregateStoreOptions<State> {
  readonly model: Pick<Model<AggregateDocument<State>>, 'collection'>;
  /** The publishing service, e.g. `order-service`. */
  readonly service: string;
  readonly relay: OutboxRelay;
  readonly ids: IdGenerator;
  readonly requests: Pick<HandledRequests, 'keep' | 'has'>;
  /**
   * Whether the last documents that this process wrote are remembered, so that the next change needs no read. Only for
   * collections that nothing but such stores writes: what others change without a new `version` would be overwritten.
   */
  readonly isSoleWriter?: boolean;
}

/** The most times a change is decided again because another writer came first. */
const MAX_CONTENTION = 20;
const CONTENTION_PAUSE_MS = 20;
const MAX_REMEMBERED = 2_000;

/**
 * Stores aggregates as single documents (see `AggregateDocument`): a change and its events are written together or not at all,
 * each message changes an aggregate once and in order, and concurrent writers never overwrite each other.
 */
export class AggregateStore<State extends object> {
  readonly #documents: mongo.Collection<Outboxed>;
  readonly #reads = new GroupedLookUp((ids) => this.#readAll(ids));
  readonly #writes: GroupedWrites<Outboxed>;
  readonly #options: AggregateStoreOptions<State>;
  /** Of each aggregate that is being changed, when the last change asked for has ended. */
  readonly #turns = new Map<string, Promise<void>>();
  readonly #remembered = new LRUCache<string, AggregateDocument<State>>({ max: MAX_REMEMBERED });

  constructor(options: AggregateStoreOptions<State>) {
    this.#options = options;
    // The driver's collection: mongoose documents cost several times its CPU, and this is every service's hot path.
    this.#documents = options.model.collection as unknown as mongo.Collection<Outboxed>;
    this.#writes = new GroupedWrites(this.#documents);
    options.relay.watch(this.#documents);
  }

  /** The state of an aggregate, or null. */
  async find(id: string): Promise<State | null> {
    const document = await this.#read(id);
    return document === null ? null : stateOf(document);
  }

  /**
   * What this process wrote or read last, or null when it does not remember. Others may have changed it since: only for what is right, or checked again, then.
   */
  recall(id: string): State | null {
    const document = this.#remembered.get(id);
    return document === undefined ? null : stateOf(document);
  }

  /**
   * Answers a question about an aggregate from what this process wrote or read of it last; `ask` gets null when there is none.
   * For hints that the change to come checks again: others may have changed it since. What `ask` throws counts only when the
   * stored aggregate makes it throw too.
   */
  async consult<Answer>(id: string, ask: (state: State | null) => Answer): Promise<Answer> {
    const remembered = this.#remembered.get(id);
    if (remembered !== undefined) {
      try {
        return ask(stateOf(remembered));
      } catch {
        // The stored one is asked.
      }
    }
    const document = await this.#read(id);
    if (document === null) return ask(null);
    // What has been written meanwhile is newer.
    if (this.#remembered.get(id) === remembered) this.#remember(document);
    return ask(stateOf(document));
  }

  /** Adds a new aggregate; false when one with this id is there already, which is left as it is. */
  async insert(id: string, { state, events }: Change<State>): Promise<boolean> {
    const cause = currentCause();
    const { publications, sequences } = this.#stamped(id, {}, events);
    const document: AggregateDocument<State> = {
      ...state,
      _id: id,
      version: 1,
      sequences,
      outbox: publications,
      inbox: [entryFor(cause.message?.id ?? this.#options.ids.next())],
      seen: seenWith({}, id),
    };
    if (!(await this.#writes.insert(document))) return false;
    this.#remember(document);
    this.#options.relay.nudge(this.#documents, id, publications);
    return true;
  }

  /**
   * Reads an aggregate, decides, and writes the outcome if nobody else changed it meanwhile; otherwise decides again.
   * `decide` must be free of effects. A message that the aggregate has handled already changes nothing.
   *
   * @param unstored what is decided on when there is no such aggregate, which is added then.
   * @returns the state after the change, or null when there is no such aggregate.
   */
  async update(id: string, decide: (state: State) => Change<State> | null, unstored?: State): Promise<State | null> {
    const initial = unstored === undefined ? null : newDocument(id, unstored);
    // Changes of one aggregate take turns here, so that only other processes can come first.
    const turn = (this.#turns.get(id) ?? Promise.resolve()).then(() => this.#update(id, decide, initial));
    const ended = turn.then(noValue, noValue);
    this.#turns.set(id, ended);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(id) === ended) this.#turns.delete(id);
    }
  }

  async #update(
    id: string,
    decide: (state: State) => Change<State> | null,
    initial: AggregateDocument<State> | null,
  ): Promise<State | null> {
    const operation = currentCause().message?.id ?? this.#options.ids.next();
    for (let attempt = 1; ; attempt++) {
      const guess = attempt === 1 ? (this.#remembered.get(id) ?? initial) : null;
      const mayHaveWritten = attempt > 1 || guess !== null;
      const guessed = guess === null ? null : await this.#updateUnread(guess, decide, operation);
      if (guessed !== null) return guessed;
      const document = (await this.#read(id)) ?? initial;
      if (document === null) return null;
      const before = stateOf<State>(document);
      if (await this.#isHandled(document, operation)) {
        // By this very call perhaps, which was not told so.
        if (mayHaveWritten) this.#options.relay.nudge(this.#documents, id, document.outbox);
        return before;
      }
      const change = decide(before);
      if (change === null) return before;
      if (await this.#write(document, change, operation)) return change.state;
      if (attempt === MAX_CONTENTION) throw new AggregateIsContended(id);
      // Writers that come at once and try again at once would keep getting in each other's way.
      await delay(Math.random() * CONTENTION_PAUSE_MS * attempt);
    }
  }

  /** Changes what this process knows, if it still is what is stored; null when the document has to be read. */
  async #updateUnread(
    document: AggregateDocument<State>,
    decide: (state: State) => Change<State> | null,
    operation: string,
  ): Promise<State | null> {
    if (await this.#isHandled(document, operation)) return null;
    const change = decideOrNull(() => decide(stateOf<State>(document)));
    return change !== null && (await this.#write(document, change, operation)) ? change.state : null;
  }

  #remember(document: AggregateDocument<State>): void {
    if (this.#options.isSoleWriter === true) this.#remembered.set(document._id, document);
  }

  async #write(
    document: AggregateDocument<State>,
    { state, events }: Change<State>,
    operation: string,
  ): Promise<boolean> {
    const { _id, version } = document;
    const { publications, sequences } = this.#stamped(_id, document.sequences, events);
    const inbox = [...document.inbox, entryFor(operation)];
    const forgotten = inbox.slice(0, -INBOX_LENGTH);
    // Before the inbox has lost them: nobody may look for them in between and find them nowhere.
    if (forgotten.length > 0) await this.#options.requests.keep(this.#nameOf(_id), forgotten, new Date());
    const next: AggregateDocument<State> = {
      ...state,
      _id,
      version: version + 1,
      sequences,
      // Since this version was written, events can only have been taken out: what is still to be sent is among these.
      outbox: [...this.#options.relay.unsentOf(document.outbox), ...publications],
      inbox: inbox.slice(-INBOX_LENGTH),
      seen: seenWith(document.seen, _id),
    };
    this.#remembered.delete(_id);
    try {
      const written =
        version === UNSTORED
          ? this.#writes.insert(next)
          : this.#writes.update({ _id }, setIfStill(version, changesIn(document, next)));
      if (!(await written)) return false;
      this.#remember(next);
    } catch (error) {
      // The outcome is unknown: deciding again reads first, and finds this operation in the inbox if it took effect.
      if (isDatabaseUnavailable(error)) return false;
      throw error;
    }
    this.#options.relay.nudge(this.#documents, _id, next.outbox);
    return true;
  }

  async #isHandled(document: AggregateDocument<State>, operation: string): Promise<boolean> {
    if (isAmong(document.inbox, operation)) return true;
    const { message } = currentCause();
    if (message === null) return false;
    // An inbox that was never full has lost nothing.
    if (isRequest(message)) {
      return (
        document.inbox.length >= INBOX_LENGTH && this.#options.requests.has(this.#nameOf(document._id), message.id)
      );
    }
    if (message.isRedriven === true || message.subject !== document._id) return false;
    return message.sequence <= (document.seen[message.topic] ?? 0);
  }

  #stamped(subject: string, sequences: Readonly<Record<string, number>>, events: readonly EventDraft[]): StampedEvents {
    return stamped(events, { subject, sequences, service: this.#options.service, ids: this.#options.ids });
  }

  /** One service may have aggregates of several kinds with one id. */
  #nameOf(id: string): string {
    return `${this.#documents.collectionName}:${id}`;
  }

  async #read(id: string): Promise<AggregateDocument<State> | null> {
    return (await this.#reads.of([id])).get(id) ?? null;
  }

  async #readAll(ids: readonly string[]): Promise<ReadonlyMap<string, AggregateDocument<State>>> {
    const [id = '', ...others] = ids;
    // One alone needs no query planning.
    const found =
      others.length === 0
        ? [await this.#documents.findOne({ _id: id })]
        : await this.#documents.find({ _id: { $in: [...ids] } }).toArray();
    const documents = found as unknown as readonly (AggregateDocument<State> | null)[];
    return new Map(documents.flatMap((document) => (document === null ? [] : [[document._id, document]])));
  }
}

/** So many writers change one aggregate that this one never came first; trying again later helps. */
export class AggregateIsContended extends DomainError {
  readonly code = 'aggregate.contended';
  readonly kind = 'unavailable';

  constructor(id: string) {
    super(`${id} is being changed by too many at once; try again in a moment.`);
  }
}

/**
 * Compare and set. The condition is in the update and not in the filter: a filter by `_id` alone needs no query planning,
 * which is a quarter of the engine's work for such a write. Fields that others keep in the document stay.
 */
const setIfStill = (version: number, fields: object) => [
  {
    $replaceWith: {
      $cond: [{ $eq: ['$version', version] }, { $mergeObjects: ['$$ROOT', { $literal: fields }] }, '$$ROOT'],
    },
  },
];

/** The fields that a decision has made new: it leaves alone what it does not change, down to the reference. */
function changesIn<State>(before: AggregateDocument<State>, after: AggregateDocument<State>): object {
  const had = new Map(Object.entries(before));
  return Object.fromEntries(Object.entries(after).filter(([field, value]) => value !== had.get(field)));
}

/** The end of a turn, however it ends: whoever asked for it hears of a failure. */
const noValue = (): void => undefined;

/** A rule that says no to a remembered state has to see the stored one before it counts. */
function decideOrNull<State>(decide: () => Change<State> | null): Change<State> | null {
  try {
    return decide();
  } catch {
    return null;
  }
}

/** What the inbox holds of an operation. */
function entryFor(operation: string): string {
  const { message } = currentCause();
  return message?.id === operation && isRequest(message) ? entryOf(operation, new Date()) : operation;
}

function seenWith(seen: Readonly<Record<string, number>>, id: string): Readonly<Record<string, number>> {
  const { message } = currentCause();
  if (message?.subject !== id) return seen;
  const { topic, sequence } = message;
  return { ...seen, [topic]: Math.max(sequence, seen[topic] ?? 0) };
}
