import { aggregateSchema, type AggregateDocument } from '@souk/chassis/mongo/aggregate-document';
import type { OrderState } from '../../domain/order/order-state.ts';
import { Schema } from 'mongoose';

export type OrderDocument = AggregateDocument<OrderState>;

const json = { type: Schema.Types.Mixed };

export const orderSchema = aggregateSchema<OrderState>({
  id: { type: String, required: true },
  cartId: { type: String, required: true },
  cartTurn: { type: Number, required: true },
  cartRevision: { type: Number, required: true },
  checkoutKey: { type: String, required: true },
  customerId: { type: String },
  email: { type: String, required: true },
  shippingAddress: json,
  shipping: json,
  requested: [json],
  fingerprint: { type: String, required: true },
  expectedTotal: json,
  unpaidFrom: { type: String },
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
  paymentFailure: { type: String },
  paid: json,
  refunded: json,
  refunds: [json],
  disputes: [json],
  attention: { type: [String], required: true },
  revision: { type: Number, required: true },
  placedAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
  deadlineAt: { type: Date },
});
// Of a checkout: what it has placed, which is one order, and what the cart has been ordered as.
orderSchema.index({ checkoutKey: 1 }, { unique: true, sparse: true });
orderSchema.index({ cartId: 1, cartTurn: -1 });
// Of lists, see MongoOrderList.
orderSchema.index({ placedAt: -1, _id: -1 });
orderSchema.index({ customerId: 1, placedAt: -1, _id: -1 });
orderSchema.index({ email: 1, placedAt: -1, _id: -1 });
orderSchema.index({ fulfilmentStatus: 1, status: 1, paymentStatus: 1, placedAt: -1, _id: -1 });
orderSchema.index(
  { attention: 1, placedAt: -1, _id: -1 },
  { partialFilterExpression: { 'attention.0': { $exists: true } } },
);
// Of sweeps, and of what guests hold without having paid: few at any time.
orderSchema.index({ deadlineAt: 1 }, { partialFilterExpression: { deadlineAt: { $type: 'date' } } });
orderSchema.index(
  { 'requested.sku': 1, placedAt: 1 },
  { partialFilterExpression: { unpaidFrom: { $type: 'string' } } },
);

/** An order without its book-keeping, which may be many times as large. */
export const STATE_ONLY = { _id: 0, version: 0, sequences: 0, outbox: 0, inbox: 0, seen: 0 } as const;
