import type { MoneyShape } from '@souk/kernel/money';
import type { ProductStatus } from '../../domain/product/product-state.ts';
import type { ImageView, ProductView } from '../product-view.ts';

/** Both prices are in minor units of the shop's currency and compared with a product's lowest price. */
export interface ProductFilter {
  readonly q?: string | undefined;
  readonly category?: string | undefined;
  readonly status?: ProductStatus | undefined;
  readonly minPrice?: number | undefined;
  readonly maxPrice?: number | undefined;
  readonly inStock?: boolean | undefined;
}

export type ProductSort = 'name' | '-name' | 'price' | '-price' | 'createdAt' | '-createdAt';

export interface ProductPage {
  readonly limit: number;
  readonly offset: number;
  /** When not given: the best match first, or the newest. */
  readonly sort?: ProductSort | undefined;
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

export interface ProductCatalog {
  /** Published products. */
  search(filter: Omit<ProductFilter, 'status'>, page: ProductPage): Promise<Found<ProductCard>>;
  /** One published product, or null. */
  detail(idOrSlug: string): Promise<ProductDetail | null>;
  /** Products of every status, for admins. */
  all(filter: ProductFilter, page: ProductPage): Promise<Found<ProductView>>;
}
