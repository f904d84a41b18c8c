import { Schema } from 'mongoose';
import type { ProviderEvent, ProviderNews } from '../../application/ports/provider-event.ts';
import type { ProviderEventView } from '../../application/ports/provider-events.ts';
import type { Wait } from '../../application/provider-event-fate.ts';

/** Rows of before there were states have none, nor the times of a wait. */
export type ProviderEventDocument = Omit<ProviderEventView, 'id' | 'state' | 'reason'> &
  Partial<Wait & Pick<ProviderEventView, 'state' | 'reason'>> & {
    readonly _id: string;
    readonly news: ProviderNews | null;
  };

export const providerEventSchema = new Schema<ProviderEventDocument>(
  {
    _id: { type: String, required: true },
    type: { type: String, required: true },
    createdAt: { type: Date, required: true },
    orderId: { type: String },
    news: { type: Schema.Types.Mixed },
    receivedAt: { type: Date, required: true },
    state: { type: String },
    reason: { type: String },
    processedAt: { type: Date },
    attempts: { type: Number, required: true },
    lastError: { type: String },
    nextAttemptAt: { type: Date },
    waitingSince: { type: Date },
    refusedSince: { type: Date },
  },
  { versionKey: false },
);
providerEventSchema.index({ receivedAt: -1, _id: -1 });
providerEventSchema.index({ orderId: 1, receivedAt: -1, _id: -1 });
providerEventSchema.index({ state: 1, receivedAt: -1, _id: -1 });
// Few are unprocessed, and old processed ones are forgotten.
providerEventSchema.index({ processedAt: 1, receivedAt: -1, _id: -1 });
providerEventSchema.index(
  { nextAttemptAt: 1, _id: 1 },
  { partialFilterExpression: { nextAttemptAt: { $type: 'date' } } },
);

export const FIELDS_SHOWN = { news: 0, waitingSince: 0, refusedSince: 0 };

export function eventOf({ _id: id, type, createdAt, orderId, news, reason }: ProviderEventDocument): ProviderEvent {
  const told = { id, type, createdAt, orderId };
  return news === null
    ? { ...told, news, ignoredBecause: reason ?? 'It changes nothing here.' }
    : { ...told, news, ignoredBecause: null };
}

export function viewOf(row: ProviderEventDocument): ProviderEventView {
  const { _id: id, type, createdAt, orderId, receivedAt, reason = null, processedAt } = row;
  const { attempts, lastError, nextAttemptAt, state = processedAt === null ? 'waiting' : 'processed' } = row;
  const told = { id, type, createdAt, orderId, receivedAt };
  return { ...told, state, reason, processedAt, attempts, lastError, nextAttemptAt };
}
