import { setTimeout as delay } from 'node:timers/promises';
import { isDuplicateKey } from '@souk/chassis/mongo/database-errors';
import { Schema, type mongo } from 'mongoose';
import type { Timeline, TimelineEntry } from '../../application/ports/timeline.ts';

export type TimelineDocument = Omit<TimelineEntry, 'eventId'> & { readonly _id: string };

export const timelineSchema = new Schema<TimelineDocument>(
  {
    _id: { type: String, required: true },
    orderId: { type: String, required: true },
    at: { type: Date, required: true },
    service: { type: String, required: true },
    event: { type: String, required: true },
    causedBy: { type: String, required: true },
    who: { type: String, default: null },
    amount: { type: Schema.Types.Mixed, default: null },
    reason: { type: String, default: null },
    detail: { type: String, default: null },
  },
  { versionKey: false },
);
timelineSchema.index({ orderId: 1, at: 1 });

const UNKNOWN = { who: null, amount: null, reason: null };

/** Entries that come within this time are written together: a purchase makes many, and each write waits for the journal. */
const GATHER_MS = 5;

export class MongoTimeline implements Timeline {
  readonly #rows: mongo.Collection<TimelineDocument>;
  #gathered: TimelineDocument[] = [];
  #written: Promise<void> | null = null;

  constructor(rows: mongo.Collection<TimelineDocument>) {
    this.#rows = rows;
  }

  /** Resolves when the entry is stored. */
  record({ eventId, ...entry }: TimelineEntry): Promise<void> {
    this.#gathered.push({ _id: eventId, ...entry });
    this.#written ??= delay(GATHER_MS).then(() => this.#write());
    return this.#written;
  }

  async of(orderId: string): Promise<readonly TimelineEntry[]> {
    const rows = await this.#rows.find({ orderId }).sort({ at: 1, _id: 1 }).toArray();
    // What was not kept yet when an entry was written is not known.
    return rows.map(({ _id, ...entry }) => ({ eventId: _id, ...UNKNOWN, ...entry }));
  }

  async #write(): Promise<void> {
    const rows = this.#gathered;
    this.#gathered = [];
    this.#written = null;
    try {
      await this.#rows.insertMany(rows, { ordered: false });
    } catch (error) {
      // An entry that is there already was told twice; the others are written all the same.
      if (!isDuplicateKey(error)) throw error;
    }
  }
}
