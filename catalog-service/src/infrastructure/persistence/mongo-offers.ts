import type { mongo } from 'mongoose';
import type { ExpiringCache } from '../../application/expiring-cache.ts';
import { GroupedLookUp } from '@souk/kernel/grouped-look-up';
import type { ImageUrls } from '../../application/ports/image-urls.ts';
import type { Offer, Offers } from '../../application/ports/offers.ts';
import type { ProductDocument } from './product-document.ts';

export interface MongoOffersOptions {
  readonly documents: mongo.Collection<ProductDocument>;
  /** Emptied when a product has changed. */
  readonly cache: ExpiringCache<Offer | null>;
  readonly urls: ImageUrls;
}

const OFFERED = { id: 1, slug: 1, name: 1, status: 1, variants: 1, images: { $slice: 1 } } as const;
type OfferedProduct = Pick<ProductDocument, 'id' | 'slug' | 'name' | 'status' | 'variants' | 'images'>;

export class MongoOffers implements Offers {
  readonly #options: MongoOffersOptions;
  readonly #lookUp = new GroupedLookUp((skus) => this.#load(skus));

  constructor(options: MongoOffersOptions) {
    this.#options = options;
  }

  async of(skus: readonly string[]): Promise<ReadonlyMap<string, Offer>> {
    const offers = await this.#options.cache.readAll(skus, (missing) => this.#lookUp.of(missing), null);
    return new Map(offers.flatMap((offer) => (offer === null ? [] : [[offer.sku, offer]])));
  }

  async #load(skus: readonly string[]): Promise<ReadonlyMap<string, Offer>> {
    const products = await this.#options.documents
      .find({ 'variants.sku': { $in: [...skus] } })
      .project<OfferedProduct>(OFFERED)
      .toArray();
    return new Map(products.flatMap((product) => this.#offersOf(product)));
  }

  #offersOf({ id, slug, name, status, variants, images }: OfferedProduct): (readonly [string, Offer])[] {
    const image = images[0] === undefined ? null : this.#options.urls.of(images[0]).thumbnail;
    const product = { productId: id, slug, name, image, isForSale: status === 'published' };
    return variants.map(({ sku, name: variant, price: unitPrice }) => [sku, { sku, ...product, variant, unitPrice }]);
  }
}
