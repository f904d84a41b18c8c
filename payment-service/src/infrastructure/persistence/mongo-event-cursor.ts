import { randomUUID } from 'node:crypto';
import { isDuplicateKey } from '@souk/chassis/mongo/database-errors';
import type { mongo } from 'mongoose';
import type { EventCursor, ListingTurn } from '../../application/ports/event-cursor.ts';

/** One per account whose events are listed. */
export interface EventCursorDocument {
  readonly _id: string;
  readonly listedUntil: Date | null;
  /** Of the turn in progress, or of the last one. */
  readonly token: string | null;
  /** When the next turn may begin, also when the process whose turn it was has died. */
  readonly freeAt: Date;
}

/** A turn that is not extended ends after the pause between two listings, within these bounds: its process has died. */
const SHORTEST_TURN_MS = 5_000;
const LONGEST_TURN_MS = 60_000;

export class MongoEventCursor implements EventCursor {
  readonly #rows: mongo.Collection<EventCursorDocument>;
  readonly #id: string;
  readonly #every: number;

  /** @param every how many milliseconds lie between the end of a listing and the next one */
  constructor({ rows, id, every }: { rows: mongo.Collection<EventCursorDocument>; id: string; every: number }) {
    this.#rows = rows;
    this.#id = id;
    this.#every = every;
  }

  async take(at: Date): Promise<ListingTurn | null> {
    const token = randomUUID();
    const mine = { $set: { token, freeAt: this.#endOf(at) }, $setOnInsert: { listedUntil: null } };
    try {
      const turn = await this.#rows.findOneAndUpdate({ _id: this.#id, freeAt: { $lte: at } }, mine, {
        upsert: true,
        returnDocument: 'after',
      });
      return turn && { listedUntil: turn.listedUntil, token };
    } catch (error) {
      // It is there, and not free: there is nothing to insert.
      if (isDuplicateKey(error)) return null;
      throw error;
    }
  }

  async extend({ token }: ListingTurn, at: Date): Promise<boolean> {
    const { matchedCount } = await this.#rows.updateOne(
      { _id: this.#id, token },
      { $set: { freeAt: this.#endOf(at) } },
    );
    return matchedCount === 1;
  }

  async advance({ token }: ListingTurn, listedUntil: Date): Promise<void> {
    const freeAt = new Date(listedUntil.getTime() + this.#every);
    await this.#rows.updateOne({ _id: this.#id, token }, { $set: { listedUntil, freeAt, token: null } });
  }

  async giveBack({ token }: ListingTurn): Promise<void> {
    await this.#rows.updateOne({ _id: this.#id, token }, { $set: { freeAt: new Date(0), token: null } });
  }

  #endOf(at: Date): Date {
    return new Date(at.getTime() + Math.min(LONGEST_TURN_MS, Math.max(SHORTEST_TURN_MS, this.#every)));
  }
}
