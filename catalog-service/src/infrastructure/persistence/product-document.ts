import { aggregateSchema, type AggregateDocument } from '@souk/chassis/mongo/aggregate-document';
import type { MoneyShape } from '@souk/kernel/money';
import { Schema, type IndexDefinition } from 'mongoose';
import type { ProductSort } from '../../application/ports/product-catalog.ts';
import type { ProductState } from '../../domain/product/product-state.ts';
import type { IndexedFields } from '../search/product-indexer.ts';

/** A product with what lists filter, find and sort by. */
export type StoredProduct = ProductState &
  IndexedFields & {
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
  nameWords: [String],
  words: [String],
  rank: { type: Number },
  sortKey: { type: String },
  indexedAs: { type: String },
});
productSchema.index({ slug: 1 }, { unique: true });
productSchema.index(
  { 'variants.sku': 1 },
  // Products without variants would otherwise share the key null.
  { unique: true, partialFilterExpression: { 'variants.sku': { $exists: true } } },
);

/** The field of each sort order. */
export const SORT_FIELDS = {
  name: 'sortKey',
  price: 'lowestPrice.amount',
  createdAt: 'createdAt',
} as const satisfies Record<Exclude<ProductSort, `-${string}`>, string>;
export type SortName = keyof typeof SORT_FIELDS;

/** The index that serves a list in an order, of one category or of all. */
export const listIndex = (sort: SortName, isOfCategory: boolean): string =>
  isOfCategory ? `category-by-${sort}` : `by-${sort}`;

/** All before the order is compared with single values, so that the index is read in order; the price is for ranges beside another order. */
for (const [name, field] of Object.entries(SORT_FIELDS) as [SortName, string][]) {
  const ordered: IndexDefinition = {
    inStock: 1,
    [field]: 1,
    _id: 1,
    ...(name === 'price' ? {} : { [SORT_FIELDS.price]: 1 }),
  };
  productSchema.index({ status: 1, ...ordered }, { name: listIndex(name, false) });
  productSchema.index({ status: 1, category: 1, ...ordered }, { name: listIndex(name, true) });
}

/** The products of a word, those of the highest rank first. */
export const WORD_INDEXES = { nameWords: 'words-of-name', words: 'words' } as const;
for (const [field, name] of Object.entries(WORD_INDEXES)) {
  productSchema.index({ status: 1, [field]: 1, rank: -1, _id: 1 }, { name });
}
productSchema.index({ indexedAs: 1 });
/** Products whose stock has not followed yet. */
export const STALE_INDEX = 'updatedAt_1';
productSchema.index({ updatedAt: 1 }, { name: STALE_INDEX, partialFilterExpression: { isStockStale: true } });

export function toStored(state: ProductState, indexed: IndexedFields): StoredProduct {
  const { variants } = state;
  const cheapest = variants.toSorted((a, b) => a.price.amount - b.price.amount)[0];
  return { ...state, ...indexed, lowestPrice: cheapest?.price ?? null, isStockStale: true };
}

export function toState(stored: StoredProduct): ProductState {
  const { id, slug, name, description, category, status, variants, images, revision, createdAt, updatedAt } = stored;
  return { id, slug, name, description, category, status, variants, images, revision, createdAt, updatedAt };
}

/** The fields that `toState` reads. */
export const STATE = {
  id: 1,
  slug: 1,
  name: 1,
  description: 1,
  category: 1,
  status: 1,
  variants: 1,
  images: 1,
  revision: 1,
  createdAt: 1,
  updatedAt: 1,
} as const satisfies Record<keyof ProductState, 1>;
