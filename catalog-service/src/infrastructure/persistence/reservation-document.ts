import { aggregateSchema, type AggregateDocument } from '@souk/chassis/mongo/aggregate-document';
import { Schema } from 'mongoose';
import type { ReservationState } from '../../domain/reservation/reservation-state.ts';

/** Besides the aggregate, a document says until when, and how often, those who look for left-overs are to pass it by. */
export type ReservationDocument = AggregateDocument<ReservationState> & {
  readonly putOffUntil?: Date;
  readonly timesPutOff?: number;
};

export const reservationSchema = aggregateSchema<ReservationState>({
  orderId: { type: String, required: true },
  status: { type: String, required: true },
  lines: [{ type: Schema.Types.Mixed }],
  isUnfinished: { type: Boolean, required: true },
  hasOneWorker: { type: Boolean, required: true },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
});
reservationSchema.index({ updatedAt: 1 }, { partialFilterExpression: { isUnfinished: true } });
