import type { MoneyShape } from '@souk/kernel/money';
import type { PageFound, PageWanted } from '@souk/kernel/page';
import type { ImageView, ProductView } from '../product-view.ts';
import type { ProductFilter } from './product-search.ts';

export type ProductSort = 'name' | '-name' | 'price' | '-price' | 'createdAt' | '-createdAt';

export interface ProductPage extends PageWanted {
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

export interface ProductCatalog {
  /** Published products. */
  search(query: Omit<ProductQuery, 'status'>, page: ProductPage): Promise<PageFound<ProductCard>>;
  /** One published product, or null. */
  detail(idOrSlug: string): Promise<ProductDetail | null>;
  /** Products of every status, for admins. */
  all(query: ProductQuery, page: ProductPage): Promise<PageFound<ProductView>>;
}
