import { aggregateSchema, type AggregateDocument } from '@souk/chassis/mongo/aggregate-document';
import type { MoneyShape } from '@souk/kernel/money';
import { Schema } from 'mongoose';
import type { ProductState } from '../../domain/product/product-state.ts';

/** A product with what lists filter and sort by. */
export type StoredProduct = ProductState & {
  /** Of its cheapest variant; null without variants. */
  readonly lowestPrice: MoneyShape | null;
  /** Whether its stock has not yet heard of the last change (see `ProductStock`). */
  readonly isStockStale: boolean;
  /** Kept by `InStockFlags`, so a change of the product leaves it alone. */
  readonly inStock?: boolean;
};
export type ProductDocument = AggregateDocument<StoredProduct>;

const json = { type: Schema.Types.Mixed };

export const productSchema = aggregateSchema<StoredProduct>({
  id: { type: String, required: true },
  slug: { type: String, required: true },
  name: { type: String, required: true },
  description: { type: String },
  category: { type: String, required: true },
  status: { type: String, required: true },
  variants: [json],
  images: [json],
  revision: { type: Number, required: true },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
  lowestPrice: json,
  isStockStale: { type: Boolean, required: true },
  inStock: { type: Boolean, required: true },
});
productSchema.index({ slug: 1 }, { unique: true });
productSchema.index(
  { 'variants.sku': 1 },
  // Products without variants would otherwise share the key null.
  { unique: true, partialFilterExpression: { 'variants.sku': { $exists: true } } },
);
productSchema.index(
  { name: 'text', category: 'text', description: 'text' },
  { name: 'search', weights: { name: 10, category: 5, description: 1 } },
);
for (const field of ['createdAt', 'name', 'lowestPrice.amount']) {
  productSchema.index({ status: 1, [field]: 1, _id: 1, inStock: 1 });
  productSchema.index({ status: 1, category: 1, [field]: 1, _id: 1, inStock: 1 });
}
productSchema.index({ createdAt: 1, _id: 1 });
productSchema.index({ category: 1, createdAt: 1, _id: 1 });
productSchema.index({ updatedAt: 1 }, { partialFilterExpression: { isStockStale: true } });

export function toStored(state: ProductState): StoredProduct {
  const { variants } = state;
  const cheapest = variants.toSorted((a, b) => a.price.amount - b.price.amount)[0];
  return { ...state, lowestPrice: cheapest?.price ?? null, isStockStale: true };
}

export function toState({ lowestPrice, isStockStale, inStock, ...state }: StoredProduct): ProductState {
  return state;
}
