import { eachOnItsOwn } from '@souk/kernel/each-on-its-own';
import type { mongo } from 'mongoose';
import type { ProductState } from '../../domain/product/product-state.ts';
import type { ProductDocument } from './product-document.ts';
import type { StockDocument } from './stock-document.ts';

const PRODUCTS_PER_RUN = 100;
/** Younger changes are being followed by the process that made them. */
const LEFT_BEHIND_AFTER_MS = 5_000;
/** Whose stock cannot follow, or ends who makes it, is tried again only then: the others are not to wait for it. */
const PUT_OFF_MS = 60_000;

/** Besides the aggregate, a document says until when those who look for left-overs are to pass it by. */
type FollowedProduct = ProductDocument & { readonly putOffUntil?: Date };

/**
 * Makes the stock follow the products: each variant has a stock document that carries its name. A product is marked as stale
 * with the change itself, so what a crash cuts off is taken up later.
 */
export class ProductStock {
  readonly #products: mongo.Collection<FollowedProduct>;
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

  /** Takes up what a crash has cut off. Those that fail do not keep the others waiting: the next run begins with the others. */
  async followAll(now: Date): Promise<void> {
    const since = new Date(now.getTime() - LEFT_BEHIND_AFTER_MS);
    const stale = await this.#products
      .find({ isStockStale: true, updatedAt: { $lt: since }, putOffUntil: { $not: { $gt: now } } })
      .limit(PRODUCTS_PER_RUN)
      .toArray();
    const follow = async (product: FollowedProduct) => {
      await this.#products.updateOne(
        { _id: product._id },
        { $set: { putOffUntil: new Date(now.getTime() + PUT_OFF_MS) } },
      );
      await this.follow(product);
    };
    await eachOnItsOwn(stale, follow, { nameOf: ({ _id }) => _id });
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
