import type { mongo } from 'mongoose';
import type { ProductDocument } from './product-document.ts';
import type { StockDocument } from './stock-document.ts';

/** So many changed SKUs are compared with the stock at once. */
const PER_RUN = 500;
/** Every so many runs, so many products are looked at in turn. */
const TURN_EVERY_RUNS = 5;
const IN_TURN = 1_000;

type Flag = Pick<ProductDocument, '_id' | 'inStock'>;
const FLAG = { inStock: 1 };

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
  #runs = 0;
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
   * Brings flags up to date: of what was marked, and of some products in turn, for a process that ends forgets its marks.
   * What is marked stays so until it is done.
   */
  async refresh(): Promise<void> {
    const marked = [...this.#skus].slice(0, PER_RUN);
    for (const sku of marked) this.#skus.delete(sku);
    try {
      const flags = [
        ...(await this.#flagsOf(marked)),
        ...(this.#runs++ % TURN_EVERY_RUNS === 0 ? await this.#inTurn() : []),
      ];
      if (flags.length > 0 && (await this.#bringUpToDate(flags))) await this.#options.onChange();
    } catch (error) {
      this.mark(marked);
      throw error;
    }
  }

  async #flagsOf(skus: readonly string[]): Promise<readonly Flag[]> {
    if (skus.length === 0) return [];
    const found = await this.#options.stock
      .find({ _id: { $in: [...skus] } })
      .project<Pick<StockDocument, 'productId'>>({ productId: 1 })
      .toArray();
    const ids = found.flatMap(({ productId }) => productId ?? []);
    return this.#options.products
      .find({ _id: { $in: [...new Set(ids)] } })
      .project<Flag>(FLAG)
      .toArray();
  }

  async #inTurn(): Promise<readonly Flag[]> {
    const found = await this.#options.products
      .find({ _id: { $gt: this.#turn } })
      .sort({ _id: 1 })
      .limit(IN_TURN)
      .project<Flag>(FLAG)
      .toArray();
    this.#turn = found.length < IN_TURN ? '' : (found.at(-1)?._id ?? '');
    return found;
  }

  /** @returns whether there was anything to change. */
  async #bringUpToDate(flags: readonly Flag[]): Promise<boolean> {
    const { products, stock } = this.#options;
    const available = await stock
      .find({ productId: { $in: flags.map(({ _id }) => _id) }, available: { $gt: 0 } })
      .project<Pick<StockDocument, 'productId'>>({ productId: 1 })
      .toArray();
    const isAvailable = new Set(available.map(({ productId }) => productId));
    const wrong = flags.filter(({ _id, inStock }) => inStock !== isAvailable.has(_id));
    if (wrong.length === 0) return false;
    const changes = wrong.map(({ _id }) => ({
      updateOne: { filter: { _id }, update: { $set: { inStock: isAvailable.has(_id) } } },
    }));
    return (await products.bulkWrite(changes, { ordered: false })).modifiedCount > 0;
  }
}
