import type { mongo } from 'mongoose';
import type { ProductDocument } from './product-document.ts';
import type { StockDocument } from './stock-document.ts';

/** So many changed SKUs, and so many products of those that are looked at in turn, are compared with the stock at once. */
const PER_RUN = 500;
const IN_TURN = 200;

export interface InStockFlagsOptions {
  readonly products: mongo.Collection<ProductDocument>;
  readonly stock: mongo.Collection<StockDocument>;
  /** Awaited when flags were changed. */
  readonly onChange: () => Promise<void>;
}

/**
 * Keeps `inStock` of the products, by which lists filter: a moment late, but with a few statements a second however many
 * orders there are.
 */
export class InStockFlags {
  readonly #options: InStockFlagsOptions;
  readonly #skus = new Set<string>();
  /** The last product that was looked at in turn. */
  #turn = '';

  constructor(options: InStockFlagsOptions) {
    this.#options = options;
  }

  /** The stock of these SKUs has changed. */
  mark(skus: readonly string[]): void {
    for (const sku of skus) this.#skus.add(sku);
  }

  /**
   * Brings flags up to date: of what was marked, and of a few products in turn, for a process that ends forgets its marks.
   * What is marked stays so until it is done.
   */
  async refresh(): Promise<void> {
    const marked = [...this.#skus].slice(0, PER_RUN);
    for (const sku of marked) this.#skus.delete(sku);
    try {
      const ids = [...(await this.#productsOf(marked)), ...(await this.#inTurn())];
      if (ids.length > 0 && (await this.#bringUpToDate([...new Set(ids)]))) await this.#options.onChange();
    } catch (error) {
      this.mark(marked);
      throw error;
    }
  }

  async #productsOf(skus: readonly string[]): Promise<readonly string[]> {
    if (skus.length === 0) return [];
    const found = await this.#options.stock
      .find({ _id: { $in: [...skus] } })
      .project<Pick<StockDocument, 'productId'>>({ productId: 1 })
      .toArray();
    return found.flatMap(({ productId }) => productId ?? []);
  }

  async #inTurn(): Promise<readonly string[]> {
    const found = await this.#options.products
      .find({ _id: { $gt: this.#turn } })
      .sort({ _id: 1 })
      .limit(IN_TURN)
      .project<Pick<ProductDocument, '_id'>>({ _id: 1 })
      .toArray();
    this.#turn = found.length < IN_TURN ? '' : (found.at(-1)?._id ?? '');
    return found.map(({ _id }) => _id);
  }

  /** @returns whether there was anything to change. */
  async #bringUpToDate(ids: readonly string[]): Promise<boolean> {
    const { products, stock } = this.#options;
    const available = await stock
      .find({ productId: { $in: [...ids] }, available: { $gt: 0 } })
      .project<Pick<StockDocument, 'productId'>>({ productId: 1 })
      .toArray();
    const isAvailable = new Set(available.map(({ productId }) => productId));
    const changes = await Promise.all(
      [true, false].map((inStock) =>
        products.updateMany(
          { _id: { $in: ids.filter((id) => isAvailable.has(id) === inStock) }, inStock: !inStock },
          { $set: { inStock } },
        ),
      ),
    );
    return changes.some(({ modifiedCount }) => modifiedCount > 0);
  }
}
