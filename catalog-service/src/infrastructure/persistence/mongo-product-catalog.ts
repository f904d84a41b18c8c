import type { mongo } from 'mongoose';
import type { Availability } from '../../application/ports/availability.ts';
import type { ImageUrls } from '../../application/ports/image-urls.ts';
import type {
  Found,
  ProductCard,
  ProductCatalog,
  ProductDetail,
  ProductFilter,
  ProductPage,
  ProductSort,
} from '../../application/ports/product-catalog.ts';
import { imageViewOf, productViewOf, type ProductView } from '../../application/product-view.ts';
import { toState, type ProductDocument } from './product-document.ts';

/** Counting stops here: nobody pages through more, and a count costs as much as what it counts. */
const MAX_COUNT = 10_000;
/** How much stock there is beyond this is nobody's business. */
const MAX_SHOWN = 100;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

const SORT_FIELDS: Readonly<Record<string, string>> = {
  name: 'name',
  price: 'lowestPrice.amount',
  createdAt: 'createdAt',
};
const CARD = { id: 1, slug: 1, name: 1, category: 1, lowestPrice: 1, inStock: 1, images: { $slice: 1 } } as const;

type CardDocument = Pick<ProductDocument, 'id' | 'slug' | 'name' | 'category' | 'lowestPrice' | 'inStock' | 'images'>;

export class MongoProductCatalog implements ProductCatalog {
  readonly #documents: mongo.Collection<ProductDocument>;
  readonly #availability: Availability;
  readonly #urls: ImageUrls;

  constructor({
    documents,
    availability,
    urls,
  }: {
    documents: mongo.Collection<ProductDocument>;
    availability: Availability;
    urls: ImageUrls;
  }) {
    this.#documents = documents;
    this.#availability = availability;
    this.#urls = urls;
  }

  async search(filter: Omit<ProductFilter, 'status'>, page: ProductPage): Promise<Found<ProductCard>> {
    const where = whereOf({ ...filter, status: 'published' });
    const [cards, count] = await Promise.all([
      this.#find(where, page).project<CardDocument>(CARD).toArray(),
      this.#documents.countDocuments(where, { limit: MAX_COUNT }),
    ]);
    return { data: cards.flatMap((card) => this.#cardOf(card)), count };
  }

  async detail(idOrSlug: string): Promise<ProductDetail | null> {
    const name = UUID.test(idOrSlug) ? { _id: idOrSlug } : { slug: idOrSlug };
    const product = await this.#documents.findOne({ ...name, status: 'published' });
    if (product === null || product.lowestPrice === null) return null;
    const { status, variants, ...view } = productViewOf(toState(product), this.#urls);
    const available = await this.#availability.of(variants.map(({ sku }) => sku));
    const counted = variants.map((variant) => ({
      ...variant,
      available: Math.min(available.get(variant.sku) ?? 0, MAX_SHOWN),
    }));
    return {
      ...view,
      price: product.lowestPrice,
      inStock: counted.some((variant) => variant.available > 0),
      variants: counted,
      images: product.images.map((image) => imageViewOf(image, this.#urls)),
    };
  }

  async all(filter: ProductFilter, page: ProductPage): Promise<Found<ProductView>> {
    const where = whereOf(filter);
    const [products, count] = await Promise.all([
      this.#find(where, page).toArray(),
      this.#documents.countDocuments(where, { limit: MAX_COUNT }),
    ]);
    return { data: products.map((product) => productViewOf(toState(product), this.#urls)), count };
  }

  #find(where: mongo.Filter<ProductDocument>, { limit, offset, sort }: ProductPage): mongo.FindCursor<ProductDocument> {
    return this.#documents.find(where).sort(sortOf(sort, where)).skip(offset).limit(limit);
  }

  #cardOf({ images, lowestPrice, inStock = false, ...card }: CardDocument): ProductCard[] {
    if (lowestPrice === null) return [];
    const { id, slug, name, category } = card;
    const image = images[0] === undefined ? null : imageViewOf(images[0], this.#urls);
    return [{ id, slug, name, category, image, price: lowestPrice, inStock }];
  }
}

function whereOf({ q, category, status, minPrice, maxPrice, inStock }: ProductFilter): mongo.Filter<ProductDocument> {
  const price = {
    ...(minPrice === undefined ? {} : { $gte: minPrice }),
    ...(maxPrice === undefined ? {} : { $lte: maxPrice }),
  };
  return {
    // Words only: quotes and hyphens are operators of the text search.
    ...(q === undefined ? {} : { $text: { $search: q.replaceAll(/["-]/g, ' ') } }),
    ...(status === undefined ? {} : { status }),
    ...(category === undefined ? {} : { category }),
    ...(Object.keys(price).length === 0 ? {} : { 'lowestPrice.amount': price }),
    ...(inStock === undefined ? {} : { inStock }),
  };
}

/** The id comes last, so that products which are equal in the rest keep their places from page to page. */
function sortOf(sort: ProductSort | undefined, where: mongo.Filter<ProductDocument>): mongo.Sort {
  if (sort === undefined && '$text' in where) return { score: { $meta: 'textScore' }, _id: 1 };
  const [, minus, name = ''] = /^(-?)(.*)$/.exec(sort ?? '-createdAt') ?? [];
  const direction = minus === '-' ? -1 : 1;
  return { [SORT_FIELDS[name] ?? 'createdAt']: direction, _id: direction };
}
