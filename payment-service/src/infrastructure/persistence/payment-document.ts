import { aggregateSchema, type AggregateDocument } from '@souk/chassis/mongo/aggregate-document';
import { Schema } from 'mongoose';
import type { PaymentState } from '../../domain/payment/payment-state.ts';

export type PaymentDocument = AggregateDocument<PaymentState>;

const json = { type: Schema.Types.Mixed };

export const paymentSchema = aggregateSchema<PaymentState>({
  orderId: { type: String, required: true },
  email: { type: String },
  total: json,
  status: { type: String, required: true },
  request: json,
  nextRequest: json,
  session: json,
  refusal: { type: String },
  paymentIntentId: { type: String },
  captures: [json],
  refunds: [json],
  disputes: [json],
  declines: [json],
  requestedAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
  attention: { type: String },
  nextActionAt: { type: Date },
});
paymentSchema.index({ requestedAt: -1, _id: -1 });
paymentSchema.index({ status: 1, requestedAt: -1, _id: -1 });
paymentSchema.index({ attention: 1, requestedAt: -1, _id: -1 });
paymentSchema.index({ nextActionAt: 1, _id: 1 }, { partialFilterExpression: { nextActionAt: { $type: 'date' } } });
