import { countUpTo, findPage, pageOfList, type Order } from '@souk/chassis/mongo/pages';
import { GroupedLookUp } from '@souk/kernel/grouped-look-up';
import type { Counted, PageFound } from '@souk/kernel/page';
import type { mongo } from 'mongoose';
import type { ExpiringCache } from '../../application/expiring-cache.ts';
import type { Availability } from '../../application/ports/availability.ts';
import type { ImageUrls } from '../../application/ports/image-urls.ts';
import type {
  ProductCard,
  ProductCatalog,
  ProductDetail,
  ProductPage,
  ProductQuery,
} from '../../application/ports/product-catalog.ts';
import type { ProductFilter, ProductSearch } from '../../application/ports/product-search.ts';
import { imageViewOf, productViewOf, type ProductView } from '../../application/product-view.ts';
import { listIndex, SORT_FIELDS, STATE, toState, type ProductDocument, type SortName } from './product-document.ts';
import { listFilterOf, statusesOf } from './product-filter.ts';

/** Shoppers are not told of more stock than this. */
const MAX_SHOWN = 100;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

const ORDERED = { createdAt: 1, sortKey: 1, lowestPrice: 1 } as const;
const CARD = { ...ORDERED, id: 1, slug: 1, name: 1, category: 1, inStock: 1, images: { $slice: 1 } } as const;
const DETAIL = { ...STATE, lowestPrice: 1 } as const;
const VIEW = { ...ORDERED, ...STATE } as const;

const orderOf = (name: SortName, direction: 1 | -1): Order => [
  [SORT_FIELDS[name], direction],
  ['_id', direction],
];

/** A product as shoppers see it, but for its stock. */
export type ShownProduct = Omit<ProductDetail, 'inStock' | 'variants'> & Pick<ProductView, 'variants'>;

export interface MongoProductCatalogOptions {
  readonly documents: mongo.Collection<ProductDocument>;
  readonly search: ProductSearch;
  readonly availability: Availability;
  readonly urls: ImageUrls;
  readonly counts: ExpiringCache<Counted>;
  readonly shown: ExpiringCache<ShownProduct | null>;
}

export class MongoProductCatalog implements ProductCatalog {
  readonly #options: MongoProductCatalogOptions;
  readonly #lookUp = new GroupedLookUp((names) => this.#published(names));

  constructor(options: MongoProductCatalogOptions) {
    this.#options = options;
  }

  async search(query: Omit<ProductQuery, 'status'>, page: ProductPage): Promise<PageFound<ProductCard>> {
    const { documents, ...found } = await this.#find({ ...query, status: 'published' }, page, CARD);
    return { data: documents.flatMap((card) => this.#cardOf(card)), ...found };
  }

  async detail(idOrSlug: string): Promise<ProductDetail | null> {
    const product = await this.#options.shown.read(idOrSlug, () => this.#shown(idOrSlug));
    if (product === null) return null;
    const available = await this.#options.availability.of(product.variants.map(({ sku }) => sku));
    const variants = product.variants.map((variant) => ({
      ...variant,
      available: Math.min(available.get(variant.sku) ?? 0, MAX_SHOWN),
    }));
    return { ...product, inStock: variants.some((variant) => variant.available > 0), variants };
  }

  async all(query: ProductQuery, page: ProductPage): Promise<PageFound<ProductView>> {
    const { documents, ...found } = await this.#find(query, page, VIEW);
    return { data: documents.map((product) => productViewOf(toState(product), this.#options.urls)), ...found };
  }

  #find({ q, ...filter }: ProductQuery, page: ProductPage, fields: mongo.Document) {
    return q === undefined ? this.#list(filter, page, fields) : this.#matches(q, filter, page, fields);
  }

  async #list(filter: ProductFilter, { sort = '-createdAt', ...page }: ProductPage, fields: mongo.Document) {
    const where = listFilterOf(filter);
    const isOfCategory = filter.category !== undefined;
    const { name, direction } = partsOf(sort);
    const counted = this.#count(where, isOfCategory);
    const isPriced = filter.minPrice !== undefined || filter.maxPrice !== undefined;
    // Few products within a range of prices are better found by price and sorted than looked for in another order.
    const isNarrow = isPriced && name !== 'price' && !(await counted).isCountCapped;
    // Of one price, all are equal in it, and the database would rather sort them than see that.
    const isOnePrice = isPriced && filter.minPrice === filter.maxPrice;
    const request = {
      filter: where,
      order: orderOf(name, direction).slice(name === 'price' && isOnePrice ? 1 : 0),
      page,
      fields,
      options: { hint: listIndex(isNarrow ? 'price' : name, isOfCategory) },
    };
    const [found, count] = await Promise.all([findPage(this.#options.documents, request), counted]);
    return { ...found, ...count };
  }

  async #matches(q: string, filter: ProductFilter, { sort, ...page }: ProductPage, fields: mongo.Document) {
    const { ids, isCapped } = await this.#options.search.find(q, filter);
    const matching = (some: readonly string[]) =>
      this.#options.documents.find({ _id: { $in: [...some] }, status: statusesOf(filter) }, { projection: fields });
    const counted = { count: ids.length, isCountCapped: isCapped };
    if (sort === undefined) {
      const { items, next } = pageOfList(ids, page);
      const byId = new Map((await matching(items).toArray()).map((product) => [product._id, product]));
      return { documents: items.flatMap((id) => byId.get(id) ?? []), next, ...counted };
    }
    const { name, direction } = partsOf(sort);
    // As many as are counted at most.
    const sorted = await this.#options.documents
      .find({ _id: { $in: [...ids] } }, { projection: { _id: 1 } })
      .sort({ [SORT_FIELDS[name]]: direction, _id: direction })
      .toArray();
    const { items, next } = pageOfList(
      sorted.map(({ _id }) => _id),
      page,
    );
    const documents = await matching(items)
      .sort({ [SORT_FIELDS[name]]: direction, _id: direction })
      .toArray();
    return { documents, next, ...counted };
  }

  #count(where: mongo.Filter<ProductDocument>, isOfCategory: boolean): Promise<Counted> {
    return this.#options.counts.read(JSON.stringify(where), () =>
      countUpTo(this.#options.documents, where, { hint: listIndex('price', isOfCategory) }),
    );
  }

  async #shown(idOrSlug: string): Promise<ShownProduct | null> {
    const product = (await this.#lookUp.of([idOrSlug])).get(idOrSlug);
    if (product === undefined || product.lowestPrice === null) return null;
    const { urls } = this.#options;
    const { status, images, ...view } = productViewOf(toState(product), urls);
    return { ...view, price: product.lowestPrice, images: product.images.map((image) => imageViewOf(image, urls)) };
  }

  /** By slug first: a product must be found at its own address, also where that reads like an id. */
  async #published(names: readonly string[]): Promise<ReadonlyMap<string, ProductDocument>> {
    const find = (field: 'slug' | '_id', values: readonly string[]) =>
      this.#options.documents.find({ [field]: { $in: values }, status: 'published' }, { projection: DETAIL }).toArray();
    const ids = names.filter((name) => UUID.test(name));
    const [byId, bySlug] = await Promise.all([ids.length === 0 ? [] : find('_id', ids), find('slug', names)]);
    const named = (name: '_id' | 'slug') => (product: ProductDocument) => [product[name], product] as const;
    return new Map([...byId.map(named('_id')), ...bySlug.map(named('slug'))]);
  }

  #cardOf({ images, lowestPrice, inStock = false, id, slug, name, category }: ProductDocument): ProductCard[] {
    if (lowestPrice === null) return [];
    const image = images[0] === undefined ? null : imageViewOf(images[0], this.#options.urls);
    return [{ id, slug, name, category, image, price: lowestPrice, inStock }];
  }
}

const partsOf = (sort: NonNullable<ProductPage['sort']>): { readonly name: SortName; readonly direction: 1 | -1 } =>
  sort.startsWith('-') ? { name: sort.slice(1) as SortName, direction: -1 } : { name: sort as SortName, direction: 1 };
