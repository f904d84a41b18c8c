import type { mongo } from 'mongoose';
import type { Delivery } from './event-bus.ts';

/** A message that could not be handled when it came, or came behind one that could not. */
export interface KeptMessage {
  /** `topic:partition:offset`: one row however often the message is delivered. */
  readonly _id: string;
  /** `parked` messages are tried again; `dead` ones are given up on, until somebody has them redriven. */
  readonly state: 'parked' | 'dead';
  /** Its topic and key. The parked messages of a lane are handled in the order of their places. */
  readonly lane: string;
  readonly place: number;
  readonly delivery: Delivery;
  readonly type: string | null;
  /** How often it was refused so far; 0 while it only waits for those before it. */
  readonly attempts: number;
  readonly lastError: string | null;
  readonly keptAt: Date;
  readonly nextAttemptAt: Date;
  /** Whether later ones of its lane may have been handled before it. */
  readonly isRedriven: boolean;
}

export interface MessageFilter {
  readonly state?: KeptMessage['state'] | undefined;
  readonly id?: string | undefined;
  /** The key of the message: whom or what it is about. */
  readonly subject?: string | undefined;
}

/** The messages that a service keeps, so that nothing is lost and others need not wait for them. */
export interface KeptMessages {
  /** One that is kept already is left as it is. */
  keep(message: KeptMessage): Promise<void>;
  /** Every lane in which something is parked. */
  lanes(): Promise<readonly string[]>;
  isParking(lane: string): Promise<boolean>;
  /** The first parked message of the lane, if it is due by then; nobody else gets it before `until`. */
  claimNext(lane: string, at: Date, until: Date): Promise<KeptMessage | null>;
  postpone(message: KeptMessage, lastError: string, nextAttemptAt: Date): Promise<void>;
  giveUp(message: KeptMessage, lastError: string): Promise<void>;
  remove(message: KeptMessage): Promise<void>;
  /** The oldest first, and how many there are in all. */
  find(
    filter: MessageFilter,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<{ readonly data: readonly KeptMessage[]; readonly count: number }>;
  /** Has messages tried again from now on as if they had just come; returns how many. */
  redrive(filter: MessageFilter, at: Date): Promise<number>;
}

export class MongoKeptMessages implements KeptMessages {
  readonly #rows: mongo.Collection<KeptMessage>;

  constructor(rows: mongo.Collection<KeptMessage>) {
    this.#rows = rows;
  }

  async prepare(): Promise<void> {
    await this.#rows.createIndexes([
      { key: { state: 1, lane: 1, place: 1 } },
      { key: { keptAt: 1 } },
      { key: { 'delivery.key': 1, keptAt: 1 } },
    ]);
  }

  async keep({ _id, ...message }: KeptMessage): Promise<void> {
    await this.#rows.updateOne({ _id }, { $setOnInsert: message }, { upsert: true });
  }

  lanes(): Promise<readonly string[]> {
    return this.#rows.distinct('lane', { state: 'parked' });
  }

  async isParking(lane: string): Promise<boolean> {
    return (await this.#rows.findOne({ state: 'parked', lane }, { projection: { _id: 1 } })) !== null;
  }

  async claimNext(lane: string, at: Date, until: Date): Promise<KeptMessage | null> {
    const first = await this.#rows.findOne({ state: 'parked', lane }, { sort: { place: 1 } });
    if (first === null || first.nextAttemptAt > at) return null;
    const { _id, nextAttemptAt } = first;
    const { modifiedCount } = await this.#rows.updateOne(
      { _id, state: 'parked', nextAttemptAt },
      { $set: { nextAttemptAt: until } },
    );
    return modifiedCount === 1 ? first : null;
  }

  async postpone({ _id }: KeptMessage, lastError: string, nextAttemptAt: Date): Promise<void> {
    await this.#rows.updateOne({ _id }, { $set: { lastError, nextAttemptAt }, $inc: { attempts: 1 } });
  }

  async giveUp({ _id }: KeptMessage, lastError: string): Promise<void> {
    await this.#rows.updateOne({ _id }, { $set: { state: 'dead', lastError }, $inc: { attempts: 1 } });
  }

  async remove({ _id }: KeptMessage): Promise<void> {
    await this.#rows.deleteOne({ _id });
  }

  async find(filter: MessageFilter, { limit, offset }: { limit: number; offset: number }) {
    const query = queryOf(filter);
    const [data, count] = await Promise.all([
      this.#rows.find(query).sort({ keptAt: 1, _id: 1 }).skip(offset).limit(limit).toArray(),
      this.#rows.countDocuments(query),
    ]);
    return { data, count };
  }

  async redrive(filter: MessageFilter, at: Date): Promise<number> {
    const afresh = { state: 'parked', attempts: 0, nextAttemptAt: at, isRedriven: true } as const;
    return (await this.#rows.updateMany(queryOf(filter), { $set: afresh })).modifiedCount;
  }
}

const queryOf = ({ state, id, subject }: MessageFilter): mongo.Filter<KeptMessage> => ({
  ...(state === undefined ? {} : { state }),
  ...(id === undefined ? {} : { _id: id }),
  ...(subject === undefined ? {} : { 'delivery.key': subject }),
});
