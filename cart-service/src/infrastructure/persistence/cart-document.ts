import { aggregateSchema, type AggregateDocument } from '@souk/chassis/mongo/aggregate-document';
import { Schema } from 'mongoose';
import type { CartState } from '../../domain/cart/cart.ts';

export type CartDocument = AggregateDocument<CartState>;

export const cartSchema = aggregateSchema<CartState>({
  id: { type: String, required: true },
  ownerId: { type: String },
  lines: [{ type: Schema.Types.Mixed }],
  revision: { type: Number, required: true },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
});
cartSchema.index({ ownerId: 1, updatedAt: 1 });
