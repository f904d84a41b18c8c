import type { AggregateStore, Change } from '@souk/chassis/mongo/aggregate-store';
import { isDuplicateKey } from '@souk/chassis/mongo/database-errors';
import type { mongo } from 'mongoose';
import type { ImageUrls } from '../../application/ports/image-urls.ts';
import { ProductNotFound, SkuIsTaken, SlugIsTaken } from '../../domain/product/product-error.ts';
import type { ProductRepository } from '../../domain/product/product-repository.ts';
import type { ProductState } from '../../domain/product/product-state.ts';
import { Product } from '../../domain/product/product.ts';
import type { ProductIndexer } from '../search/product-indexer.ts';
import { listIndex, toStored, toState, type ProductDocument, type StoredProduct } from './product-document.ts';
import { toContract } from './product-event-contract.ts';
import { listFilterOf } from './product-filter.ts';

export interface MongoProductRepositoryOptions {
  readonly store: AggregateStore<StoredProduct>;
  readonly documents: mongo.Collection<ProductDocument>;
  readonly urls: ImageUrls;
  readonly indexer: ProductIndexer;
  /** Awaited after each change: what is derived from products follows before the request is answered. */
  readonly onChange: (product: ProductState) => Promise<void>;
}

export class MongoProductRepository implements ProductRepository {
  readonly #options: MongoProductRepositoryOptions;

  constructor(options: MongoProductRepositoryOptions) {
    this.#options = options;
  }

  async add(product: Product): Promise<void> {
    const { store, onChange } = this.#options;
    const { state, events } = this.#changeOf(product);
    while (!(await store.insert(state.id, { state: { ...state, inStock: false }, events }))) {
      if ((await store.find(state.id)) !== null) break;
      // Returns when whoever had the name has given it up meanwhile.
      await this.#refuse(state);
    }
    await onChange(product.state);
  }

  async find(id: string): Promise<Product | null> {
    const stored = await this.#options.store.find(id);
    return stored === null ? null : Product.rehydrate(toState(stored));
  }

  async update(id: string, change: (product: Product) => void): Promise<Product> {
    const { store, onChange } = this.#options;
    const wanted: { state: ProductState | null } = { state: null };
    const stored = await store
      .update(id, (before) => {
        const state = toState(before);
        const product = Product.rehydrate(state);
        change(product);
        if (product.state === state) return null;
        wanted.state = product.state;
        return this.#changeOf(product);
      })
      .catch(async (error: unknown) => {
        if (isDuplicateKey(error) && wanted.state !== null) await this.#refuse(wanted.state);
        throw error;
      });
    if (stored === null) throw new ProductNotFound();
    const product = Product.rehydrate(toState(stored));
    if (wanted.state !== null) await onChange(product.state);
    return product;
  }

  async isCategoryInUse(category: string): Promise<boolean> {
    const used = await this.#options.documents.findOne(listFilterOf({ category }), {
      projection: { _id: 1 },
      hint: listIndex('createdAt', true),
    });
    return used !== null;
  }

  #changeOf(product: Product): Change<StoredProduct> {
    const { state } = product;
    const events = product.pullEvents().map((event) => toContract(event, state, this.#options.urls));
    return { state: toStored(state, this.#options.indexer.fieldsOf(state)), events };
  }

  /** Says which of its unique names another product has. Returns when none has any more. */
  async #refuse({ id, slug, variants }: ProductState): Promise<void> {
    const { documents } = this.#options;
    const others = { _id: { $ne: id } };
    if ((await documents.findOne({ ...others, slug })) !== null) throw new SlugIsTaken(slug);
    for (const { sku } of variants) {
      if ((await documents.findOne({ ...others, 'variants.sku': sku })) !== null) throw new SkuIsTaken(sku);
    }
  }
}
