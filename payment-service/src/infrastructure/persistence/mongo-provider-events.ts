import { isDuplicateKey } from '@souk/chassis/mongo/database-errors';
import type { Clock } from '@souk/kernel/clock';
import { Schema, type mongo } from 'mongoose';
import { ProviderEventNotFound } from '../../application/ports/provider-error.ts';
import type { ProviderEvent } from '../../application/ports/provider-event.ts';
import type {
  ProviderEventFilter,
  ProviderEventPage,
  ProviderEvents,
  ProviderEventView,
} from '../../application/ports/provider-events.ts';
import { backOff } from '../../domain/payment/payment-schedule.ts';

/** `nextAttemptAt` is null when the event is processed. */
export type ProviderEventDocument = Omit<ProviderEventView, 'id'> &
  Pick<ProviderEvent, 'news'> & { readonly _id: string };

const json = { type: Schema.Types.Mixed };

export const providerEventSchema = new Schema<ProviderEventDocument>(
  {
    _id: { type: String, required: true },
    type: { type: String, required: true },
    createdAt: { type: Date, required: true },
    orderId: { type: String },
    news: json,
    receivedAt: { type: Date, required: true },
    processedAt: { type: Date },
    attempts: { type: Number, required: true },
    lastError: { type: String },
    nextAttemptAt: { type: Date },
  },
  { versionKey: false },
);
providerEventSchema.index({ receivedAt: -1 });
providerEventSchema.index({ orderId: 1, receivedAt: -1 });
providerEventSchema.index({ nextAttemptAt: 1 }, { partialFilterExpression: { nextAttemptAt: { $type: 'date' } } });

const MAX_COUNT = 10_000;
const SECOND = 1000;
/** An event that is not processed by now was left behind by a crash. */
const FIRST_TRY_MS = 10 * SECOND;
const BETWEEN_TRIES = { least: 2 * SECOND, most: 3600 * SECOND };

export class MongoProviderEvents implements ProviderEvents {
  readonly #rows: mongo.Collection<ProviderEventDocument>;
  readonly #clock: Clock;

  constructor({ rows, clock }: { rows: mongo.Collection<ProviderEventDocument>; clock: Clock }) {
    this.#rows = rows;
    this.#clock = clock;
  }

  async add({ id, ...event }: ProviderEvent, at: Date): Promise<boolean> {
    const fate =
      event.news === null
        ? { processedAt: at, nextAttemptAt: null }
        : { processedAt: null, nextAttemptAt: new Date(at.getTime() + FIRST_TRY_MS) };
    try {
      await this.#rows.insertOne({ _id: id, ...event, receivedAt: at, attempts: 0, lastError: null, ...fate });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  async process({ id }: ProviderEvent, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      await this.#noteFailure(id, error);
      throw error;
    }
    const done = { processedAt: this.#clock.now(), lastError: null, nextAttemptAt: null };
    // Losing this write costs a repetition without effect, so it need not wait for the journal.
    await this.#rows.updateOne({ _id: id }, { $set: done, $inc: { attempts: 1 } }, { writeConcern: { w: 1 } });
  }

  async reopen(id: string, at: Date): Promise<ProviderEvent | null> {
    const isOpen = { processedAt: null, nextAttemptAt: new Date(at.getTime() + FIRST_TRY_MS) };
    await this.#rows.updateOne({ _id: id, news: { $ne: null } }, { $set: isOpen });
    const row = await this.#rows.findOne({ _id: id });
    return row === null ? null : eventOf(row);
  }

  async of(id: string): Promise<ProviderEventView> {
    const row = await this.#rows.findOne({ _id: id });
    if (row === null) throw new ProviderEventNotFound();
    return viewOf(row);
  }

  async due(at: Date, limit: number): Promise<readonly ProviderEvent[]> {
    const rows = await this.#rows
      .find({ nextAttemptAt: { $lte: at, $type: 'date' } })
      .sort({ nextAttemptAt: 1 })
      .limit(limit)
      .toArray();
    return rows.map(eventOf);
  }

  async find(
    { orderId, isProcessed }: ProviderEventFilter,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<ProviderEventPage> {
    const filter = {
      ...(orderId === undefined ? {} : { orderId }),
      ...(isProcessed === undefined ? {} : { processedAt: isProcessed ? { $ne: null } : null }),
    };
    const [rows, count] = await Promise.all([
      this.#rows.find(filter).sort({ receivedAt: -1 }).skip(offset).limit(limit).toArray(),
      this.#rows.countDocuments(filter, { limit: MAX_COUNT }),
    ]);
    return { data: rows.map(viewOf), count };
  }

  async #noteFailure(id: string, error: unknown): Promise<void> {
    const row = await this.#rows.findOne({ _id: id }, { projection: { receivedAt: 1 } });
    const now = this.#clock.now();
    const lastError = (error instanceof Error ? error.message : String(error)).slice(0, 500);
    const nextAttemptAt = backOff(row?.receivedAt ?? now, now, BETWEEN_TRIES);
    // Another process may have finished meanwhile.
    await this.#rows.updateOne(
      { _id: id, processedAt: null },
      { $set: { lastError, nextAttemptAt }, $inc: { attempts: 1 } },
    );
  }
}

const eventOf = ({ _id: id, type, createdAt, orderId, news }: ProviderEventDocument): ProviderEvent => ({
  id,
  type,
  createdAt,
  orderId,
  news,
});

const viewOf = ({ _id: id, news, ...row }: ProviderEventDocument): ProviderEventView => ({ id, ...row });
