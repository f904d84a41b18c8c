import { aggregateSchema, type AggregateDocument } from '@souk/chassis/mongo/aggregate-document';
import type { OrderState } from '../../domain/order/order-state.ts';
import { Schema } from 'mongoose';

export type OrderDocument = AggregateDocument<OrderState>;

const json = { type: Schema.Types.Mixed };

export const orderSchema = aggregateSchema<OrderState>({
  id: { type: String, required: true },
  cartId: { type: String, required: true },
  customerId: { type: String },
  email: { type: String, required: true },
  shippingAddress: json,
  shipping: json,
  requested: [json],
  fingerprint: { type: String, required: true },
  expectedTotal: json,
  lines: [json],
  total: json,
  shortages: [json],
  status: { type: String, required: true },
  paymentStatus: { type: String, required: true },
  fulfilmentStatus: { type: String, required: true },
  attempt: { type: Number, required: true },
  session: json,
  cancellationRequested: { type: String },
  cancelledBecause: { type: String },
  paid: json,
  refunded: json,
  refunds: [json],
  disputes: [json],
  revision: { type: Number, required: true },
  placedAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
  deadlineAt: { type: Date },
});
orderSchema.index({ customerId: 1, placedAt: -1 });
orderSchema.index({ placedAt: -1 });
orderSchema.index({ status: 1, placedAt: -1 });
orderSchema.index({ email: 1, placedAt: -1 });
orderSchema.index({ deadlineAt: 1 }, { partialFilterExpression: { deadlineAt: { $type: 'date' } } });
