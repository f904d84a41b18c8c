import type { mongo } from 'mongoose';
import type { Delivery } from './event-bus.ts';

/** A message that waits: its handler has refused it, or an older one of its lane waits. */
export interface ParkedMessage {
  /** `topic:partition:offset`: one row however often the message is delivered. */
  readonly _id: string;
  /** Its topic and key. The messages of a lane are handled in the order of their places. */
  readonly lane: string;
  readonly place: number;
  readonly delivery: Delivery;
  readonly type: string | null;
  /** How often it was refused so far; 0 while it only waits for those before it. */
  readonly attempts: number;
  readonly lastError: string | null;
  readonly parkedAt: Date;
  readonly nextAttemptAt: Date;
}

/** Messages of a service that wait, so that those of other lanes need not. */
export interface ParkedMessages {
  lanes(): Promise<readonly string[]>;
  isWaiting(lane: string): Promise<boolean>;
  /** One that is parked already is left as it is. */
  park(message: ParkedMessage): Promise<void>;
  /** The first of its lane, if it is due by then; nobody else gets it before `until`. */
  claimNext(lane: string, at: Date, until: Date): Promise<ParkedMessage | null>;
  postpone(message: ParkedMessage, lastError: string, nextAttemptAt: Date): Promise<void>;
  remove(message: ParkedMessage): Promise<void>;
}

export class MongoParkedMessages implements ParkedMessages {
  readonly #rows: mongo.Collection<ParkedMessage>;

  constructor(rows: mongo.Collection<ParkedMessage>) {
    this.#rows = rows;
  }

  async prepare(): Promise<void> {
    await this.#rows.createIndexes([{ key: { lane: 1, place: 1 } }]);
  }

  lanes(): Promise<readonly string[]> {
    return this.#rows.distinct('lane');
  }

  async isWaiting(lane: string): Promise<boolean> {
    return (await this.#rows.findOne({ lane }, { projection: { _id: 1 } })) !== null;
  }

  async park({ _id, ...message }: ParkedMessage): Promise<void> {
    await this.#rows.updateOne({ _id }, { $setOnInsert: message }, { upsert: true });
  }

  async claimNext(lane: string, at: Date, until: Date): Promise<ParkedMessage | null> {
    const first = await this.#rows.findOne({ lane }, { sort: { place: 1 } });
    if (first === null || first.nextAttemptAt > at) return null;
    const { _id, nextAttemptAt } = first;
    const { modifiedCount } = await this.#rows.updateOne({ _id, nextAttemptAt }, { $set: { nextAttemptAt: until } });
    return modifiedCount === 1 ? first : null;
  }

  async postpone({ _id }: ParkedMessage, lastError: string, nextAttemptAt: Date): Promise<void> {
    await this.#rows.updateOne({ _id }, { $set: { lastError, nextAttemptAt }, $inc: { attempts: 1 } });
  }

  async remove({ _id }: ParkedMessage): Promise<void> {
    await this.#rows.deleteOne({ _id });
  }
}
