import type { mongo } from 'mongoose';
import type { ProductFilter } from '../../application/ports/product-search.ts';
import type { ProductStatus } from '../../domain/product/product-state.ts';
import { SORT_FIELDS, type ProductDocument } from './product-document.ts';

const STATUSES: readonly ProductStatus[] = ['draft', 'published', 'archived'];

/** What a filter asks for, and nothing of what it does not. */
export function filterOf({ category, minPrice, maxPrice, inStock }: ProductFilter): mongo.Filter<ProductDocument> {
  const range = {
    ...(minPrice === undefined ? {} : { $gte: minPrice }),
    ...(maxPrice === undefined ? {} : { $lte: maxPrice }),
  };
  return {
    ...(category === undefined ? {} : { category }),
    // A single price is matched by equality: the database would sort the result of a range, even of one from it to itself.
    ...(Object.keys(range).length === 0 ? {} : { [SORT_FIELDS.price]: minPrice === maxPrice ? minPrice : range }),
    ...(inStock === undefined ? {} : { inStock }),
  };
}

export const statusesOf = ({ status }: ProductFilter): ProductStatus | { readonly $in: ProductStatus[] } =>
  status ?? { $in: [...STATUSES] };

/**
 * The same for lists. Every field that their indexes hold before the order is compared with single values, also what may be anything:
 * the database then merges a few scans that are each in order, instead of sorting.
 */
export const listFilterOf = (filter: ProductFilter): mongo.Filter<ProductDocument> => ({
  inStock: { $in: [true, false] },
  ...filterOf(filter),
  status: statusesOf(filter),
});
