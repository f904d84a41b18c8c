import { Schema } from 'mongoose';
import type { Movement } from '../../domain/stock/stock.ts';

export type MovementDocument = Omit<Movement, 'id'> & { readonly _id: string };

export const movementSchema = new Schema<MovementDocument>(
  {
    _id: { type: String, required: true },
    sku: { type: String, required: true },
    place: { type: Number, required: true },
    kind: { type: String, required: true },
    quantity: { type: Number, required: true },
    delta: { type: Number, required: true },
    onHand: { type: Number, required: true },
    available: { type: Number, required: true },
    reason: { type: String, required: true },
    by: { type: String },
    orderId: { type: String },
    at: { type: Date, required: true },
  },
  { versionKey: false },
);
movementSchema.index({ sku: 1, place: -1 });
