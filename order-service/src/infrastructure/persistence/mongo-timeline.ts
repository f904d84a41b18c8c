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
  },
  { versionKey: false },
);
timelineSchema.index({ orderId: 1, at: 1 });

export class MongoTimeline implements Timeline {
  readonly #rows: mongo.Collection<TimelineDocument>;

  constructor(rows: mongo.Collection<TimelineDocument>) {
    this.#rows = rows;
  }

  async record({ eventId, ...entry }: TimelineEntry): Promise<void> {
    try {
      await this.#rows.insertOne({ _id: eventId, ...entry });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  async of(orderId: string): Promise<readonly TimelineEntry[]> {
    const rows = await this.#rows.find({ orderId }).sort({ at: 1, _id: 1 }).toArray();
    return rows.map(({ _id, ...entry }) => ({ eventId: _id, ...entry }));
  }
}
