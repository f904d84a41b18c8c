import { aggregateSchema, type AggregateDocument } from '@souk/chassis/mongo/aggregate-document';
import { Schema } from 'mongoose';
import type { StockState } from '../../domain/stock/stock.ts';

/**
 * The stock of a SKU. Besides the aggregate's own changes, holds come and go by conditional updates of their own; each of
 * those grows `version` too, so that a change which has read the document before is decided again.
 */
export type StockDocument = AggregateDocument<StockState> & {
  /** Whether some of its holds have ended and are still there as proofs. */
  readonly hasProofs?: boolean;
};

/** Documents of before movements were counted have no `moved`. */
type StoredStock = Omit<StockState, 'moved'> & Partial<Pick<StockState, 'moved'>>;

export const stockIn = (stored: StoredStock): StockState => ({ ...stored, moved: stored.moved ?? 0 });

const json = { type: Schema.Types.Mixed };

export const stockSchema = aggregateSchema<StockState>({
  sku: { type: String, required: true },
  productId: { type: String },
  name: { type: String, required: true },
  onHand: { type: Number, required: true },
  available: { type: Number, required: true },
  holds: json,
  holdableSince: { type: Date, required: true },
  moved: { type: Number, required: true },
  unfiled: [json],
});
stockSchema.index({ productId: 1 });
stockSchema.index({ available: 1, _id: 1 });
stockSchema.index({ sku: 1 }, { partialFilterExpression: { 'unfiled.0': { $exists: true } } });
stockSchema.index({ hasProofs: 1 }, { partialFilterExpression: { hasProofs: true } });
