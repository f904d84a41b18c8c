import type { MoneyShape } from '@souk/kernel/money';
import type { ImageView, ProductView } from '../product-view.ts';
import type { ProductFilter } from './product-search.ts';

export type ProductSort = 'name' | '-name' | 'price' | '-price' | 'createdAt' | '-createdAt';

export interface ProductPage {
  readonly limit: number;
  readonly offset: number;
  /** `next` of the page before; the offset then does not matter. */
  readonly cursor?: string | undefined;
  /** When not given: the best match first, or the newest. */
  readonly sort?: ProductSort | undefined;
}

export interface ProductQuery extends ProductFilter {
  /** Words to search for. */
  readonly q?: string | undefined;
}

/** What a list shows of a product. */
export interface ProductCard {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly category: string;
  readonly image: ImageView | null;
  /** Of the cheapest variant. */
  readonly price: MoneyShape;
  readonly inStock: boolean;
}

/** What shoppers see of a product; `available` says no more than `MAX_SHOWN`. */
export interface ProductDetail extends Omit<ProductView, 'status' | 'variants' | 'images'> {
  readonly price: MoneyShape;
  readonly inStock: boolean;
  readonly variants: readonly (ProductView['variants'][number] & { readonly available: number })[];
  readonly images: readonly ImageView[];
}

export interface Found<Item> {
  readonly data: readonly Item[];
  /** How many there are in all, up to a bound. */
  readonly count: number;
}

export interface FoundPage<Item> extends Found<Item> {
  /** Whether there are more than `count`. */
  readonly isCountCapped: boolean;
  /** The cursor of the next page; null on the last one. */
  readonly next: string | null;
}

export interface ProductCatalog {
  /** Published products. */
  search(query: Omit<ProductQuery, 'status'>, page: ProductPage): Promise<FoundPage<ProductCard>>;
  /** One published product, or null. */
  detail(idOrSlug: string): Promise<ProductDetail | null>;
  /** Products of every status, for admins. */
  all(query: ProductQuery, page: ProductPage): Promise<FoundPage<ProductView>>;
}
