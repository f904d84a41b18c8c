import type { mongo } from 'mongoose';
import type { ProductDocument } from './product-document.ts';
import type { StockDocument } from './stock-document.ts';

/** A crash forgets which flags are due, so all of them are looked at now and then. */
const ALL_EVERY_MS = 60_000;

/**
 * Keeps `inStock` of the products, by which lists filter: a moment late, but with a few statements a second however many
 * orders there are.
 */
export class InStockFlags {
  readonly #products: mongo.Collection<ProductDocument>;
  readonly #stock: mongo.Collection<StockDocument>;
  #skus = new Set<string>();
  #allAt = 0;

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

  /** The stock of these SKUs has changed. */
  mark(skus: readonly string[]): void {
    for (const sku of skus) this.#skus.add(sku);
  }

  /** Brings the flags up to date whose stock has changed since the last time. */
  async refresh(now: Date): Promise<void> {
    if (now.getTime() - this.#allAt > ALL_EVERY_MS) {
      this.#skus.clear();
      await this.#set(await this.#products.distinct('_id', { status: 'published' }));
      this.#allAt = now.getTime();
    } else if (this.#skus.size > 0) {
      const skus = [...this.#skus];
      this.#skus.clear();
      const ids = await this.#stock.distinct('productId', { _id: { $in: skus } });
      await this.#set(ids.filter((id) => id !== null));
    }
  }

  async #set(productIds: readonly string[]): Promise<void> {
    const inStock = new Set(
      await this.#stock.distinct('productId', { productId: { $in: [...productIds] }, available: { $gt: 0 } }),
    );
    const [sold, out] = [productIds.filter((id) => inStock.has(id)), productIds.filter((id) => !inStock.has(id))];
    await this.#products.updateMany({ _id: { $in: sold }, inStock: false }, { $set: { inStock: true } });
    await this.#products.updateMany({ _id: { $in: out }, inStock: true }, { $set: { inStock: false } });
  }
}
