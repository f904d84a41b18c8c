import type { mongo } from 'mongoose';
import type { ProductState } from '../../domain/product/product-state.ts';
import type { ProductDocument } from './product-document.ts';
import type { StockDocument } from './stock-document.ts';

const PRODUCTS_PER_RUN = 100;
/** Younger changes are being followed by the process that made them. */
const LEFT_BEHIND_AFTER_MS = 5_000;

/**
 * Makes the stock follow the products: each variant has a stock document that carries its name. A product is marked as stale
 * with the change itself, so what a crash cuts off is taken up later.
 */
export class ProductStock {
  readonly #products: mongo.Collection<ProductDocument>;
  readonly #stock: mongo.Collection<StockDocument>;

  constructor({
    products,
    stock,
  }: {
    products: mongo.Collection<ProductDocument>;
    stock: mongo.Collection<StockDocument>;
  }) {
    this.#products = products;
    this.#stock = stock;
  }

  async follow({ id: productId, name, variants, revision }: ProductState): Promise<void> {
    await this.#stock.bulkWrite([
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
    const { matchedCount } = await this.#products.updateOne(
      { _id: productId, revision },
      { $set: { isStockStale: false } },
    );
    // The product has changed since, and its stock may have followed that before this: it does so again.
    const current = matchedCount === 1 ? null : await this.#products.findOne({ _id: productId });
    if (current !== null) await this.follow(current);
  }

  /** Takes up what a crash has cut off. */
  async followAll(now: Date): Promise<void> {
    const since = new Date(now.getTime() - LEFT_BEHIND_AFTER_MS);
    const stale = await this.#products
      .find({ isStockStale: true, updatedAt: { $lt: since } })
      .limit(PRODUCTS_PER_RUN)
      .toArray();
    for (const product of stale) await this.follow(product);
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
