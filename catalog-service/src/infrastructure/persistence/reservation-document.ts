import { aggregateSchema, type AggregateDocument } from '@souk/chassis/mongo/aggregate-document';
import { Schema } from 'mongoose';
import type { ReservationState } from '../../domain/reservation/reservation-state.ts';

export type ReservationDocument = AggregateDocument<ReservationState>;

export const reservationSchema = aggregateSchema<ReservationState>({
  orderId: { type: String, required: true },
  status: { type: String, required: true },
  lines: [{ type: Schema.Types.Mixed }],
  isUnfinished: { type: Boolean, required: true },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
});
reservationSchema.index({ updatedAt: 1 }, { partialFilterExpression: { isUnfinished: true } });
