import type { ProductStatus } from '../../domain/product/product-state.ts';

/** Both prices are in minor units of the shop's currency and compared with a product's lowest price. */
export interface ProductFilter {
  readonly category?: string | undefined;
  readonly status?: ProductStatus | undefined;
  readonly minPrice?: number | undefined;
  readonly maxPrice?: number | undefined;
  readonly inStock?: boolean | undefined;
}

export interface ProductMatches {
  /** The best match first. */
  readonly ids: readonly string[];
  /** Whether there are more than these. */
  readonly isCapped: boolean;
}

export interface ProductSearch {
  /**
   * The products that fit these words best: those with all of them in their names, then those with all of them anywhere; when these are
   * few, also those with words that begin like the last one, and with some of the words.
   * @throws SearchTookTooLong
   */
  find(words: string, filter: ProductFilter): Promise<ProductMatches>;
}
