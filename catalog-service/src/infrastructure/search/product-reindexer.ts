import type { mongo } from 'mongoose';
import type { ProductDocument } from '../persistence/product-document.ts';
import type { MongoVocabulary } from './mongo-vocabulary.ts';
import type { ProductIndexer } from './product-indexer.ts';

const PRODUCTS_PER_RUN = 200;

/** Indexes again what was indexed by other rules: products of an earlier version, or all when the shop's language changes. */
export class ProductReindexer {
  readonly #documents: mongo.Collection<ProductDocument>;
  readonly #vocabulary: MongoVocabulary;
  readonly #indexer: ProductIndexer;

  constructor({
    documents,
    vocabulary,
    indexer,
  }: {
    documents: mongo.Collection<ProductDocument>;
    vocabulary: MongoVocabulary;
    indexer: ProductIndexer;
  }) {
    this.#documents = documents;
    this.#vocabulary = vocabulary;
    this.#indexer = indexer;
  }

  /** Some of them at a time. */
  async run(): Promise<void> {
    const behind = await this.#documents
      .find(
        { indexedAs: { $ne: this.#indexer.rules } },
        { projection: { name: 1, category: 1, description: 1, createdAt: 1, revision: 1 }, hint: { indexedAs: 1 } },
      )
      .limit(PRODUCTS_PER_RUN)
      .toArray();
    if (behind.length === 0) return;
    const indexed = behind.map((product) => ({ product, fields: this.#indexer.fieldsOf(product) }));
    await this.#vocabulary.note([...new Set(indexed.flatMap(({ fields }) => fields.words))]);
    await this.#documents.bulkWrite(
      indexed.map(({ product: { _id, revision }, fields }) => ({
        // A product that was changed meanwhile was indexed with that change.
        updateOne: { filter: { _id, revision }, update: { $set: fields } },
      })),
      { ordered: false },
    );
  }
}
