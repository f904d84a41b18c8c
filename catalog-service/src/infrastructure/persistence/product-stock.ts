import type { Clock } from '@souk/kernel/clock';
import type { mongo } from 'mongoose';
import { RowByRow } from '../../application/row-by-row.ts';
import type { ProductState } from '../../domain/product/product-state.ts';
import { STALE_INDEX, STATE, type ProductDocument } from './product-document.ts';
import type { StockDocument } from './stock-document.ts';

const PRODUCTS_PER_RUN = 100;
/** Younger changes are being followed by the process that made them. */
const LEFT_BEHIND_AFTER_MS = 5_000;

export interface ProductStockOptions {
  readonly products: mongo.Collection<ProductDocument>;
  readonly stock: mongo.Collection<StockDocument>;
  readonly clock: Clock;
  /** What else has to follow a product, and may do so more than once. */
  readonly alsoFollow: (product: ProductState) => Promise<void>;
}

/**
 * Makes the stock follow the products: each variant has a stock document that carries its name. A product is marked as stale
 * with the change itself, so what a crash cuts off is taken up later.
 */
export class ProductStock {
  readonly #options: ProductStockOptions;
  readonly #leftBehind: RowByRow<ProductDocument>;

  constructor(options: ProductStockOptions) {
    this.#options = options;
    this.#leftBehind = new RowByRow({ clock: options.clock, idOf: ({ _id }) => _id });
  }

  async follow(product: ProductState): Promise<void> {
    const { id: productId, name, variants, revision } = product;
    const { products, stock, alsoFollow } = this.#options;
    await alsoFollow(product);
    await stock.bulkWrite([
      ...variants.map((variant) => ({
        updateOne: {
          filter: { _id: variant.sku },
          update: {
            $set: { productId, name: `${name}, ${variant.name}` },
            $inc: { version: 1 },
            $setOnInsert: emptyStock(variant.sku),
          },
          upsert: true,
        },
      })),
      {
        // Its pieces are still there, but this product does not sell them any more.
        updateMany: {
          filter: { productId, _id: { $nin: variants.map(({ sku }) => sku) } },
          update: { $set: { productId: null }, $inc: { version: 1 } },
        },
      },
    ]);
    const { matchedCount } = await products.updateOne({ _id: productId, revision }, { $set: { isStockStale: false } });
    // The product has changed since, and its stock may have followed that before this: it does so again.
    const current = matchedCount === 1 ? null : await products.findOne({ _id: productId }, { projection: STATE });
    if (current !== null) await this.follow(current);
  }

  /** Takes up what a crash has cut off. */
  async followAll(now: Date): Promise<void> {
    const { products } = this.#options;
    const since = new Date(now.getTime() - LEFT_BEHIND_AFTER_MS);
    const stale = await products
      .find(
        { isStockStale: true, updatedAt: { $lt: since }, _id: { $nin: this.#leftBehind.waiting() } },
        { projection: STATE, hint: STALE_INDEX },
      )
      .limit(PRODUCTS_PER_RUN)
      .toArray();
    await this.#leftBehind.run(stale, (product) => this.follow(product));
  }
}

function emptyStock(sku: string) {
  return {
    sku,
    onHand: 0,
    available: 0,
    holds: {},
    holdableSince: new Date(0),
    moved: 0,
    unfiled: [],
    sequences: {},
    outbox: [],
    inbox: [],
    seen: {},
  };
}
