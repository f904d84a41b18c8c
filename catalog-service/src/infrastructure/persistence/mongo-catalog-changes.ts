import { Schema, type mongo } from 'mongoose';

/** What has changed: `products` and categories, or only what `lists` show of the stock. */
export type CatalogChange = 'products' | 'lists';

export interface CatalogChangesDocument {
  readonly _id: string;
  readonly products: number;
  readonly lists: number;
}

export const catalogChangesSchema = new Schema<CatalogChangesDocument>(
  {
    _id: { type: String, required: true },
    products: { type: Number, required: true },
    lists: { type: Number, required: true },
  },
  { versionKey: false },
);

const ID = 'catalog';

export interface MongoCatalogChangesOptions {
  readonly documents: mongo.Collection<CatalogChangesDocument>;
  /** Forgets what a change of this kind has made stale. */
  readonly forget: (change: CatalogChange) => void;
}

/**
 * Tells all processes of the service what has changed: counters in one document, which each of them reads once a second. Events cannot,
 * since each reaches one process only; that one counts on, too, for whoever made the change may have been cut off before.
 */
export class MongoCatalogChanges {
  readonly #options: MongoCatalogChangesOptions;
  #known: Pick<CatalogChangesDocument, CatalogChange> | null = null;

  constructor(options: MongoCatalogChangesOptions) {
    this.#options = options;
  }

  /** To be called after the change: what others load from then on is new. */
  async tell(change: CatalogChange): Promise<void> {
    this.#options.forget(change);
    const other = change === 'products' ? 'lists' : 'products';
    await this.#options.documents.updateOne(
      { _id: ID },
      { $inc: { [change]: 1 }, $setOnInsert: { [other]: 0 } },
      { upsert: true },
    );
  }

  async look(): Promise<void> {
    const { products = 0, lists = 0 } = (await this.#options.documents.findOne({ _id: ID })) ?? {};
    if (this.#known?.products !== products) this.#options.forget('products');
    else if (this.#known.lists !== lists) this.#options.forget('lists');
    this.#known = { products, lists };
  }
}
