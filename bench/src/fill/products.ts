import { derivedUuid } from '@souk/chassis/ids';
import type { Database } from '@souk/chassis/mongo/database';
import { DEMO_CATALOG } from '@souk/local/demo-data/demo-catalog';
import { Product } from '../../../catalog-service/src/domain/product/product.ts';
import type { StockState } from '../../../catalog-service/src/domain/stock/stock.ts';
import { toStored } from '../../../catalog-service/src/infrastructure/persistence/product-document.ts';
import { MongoVocabulary } from '../../../catalog-service/src/infrastructure/search/mongo-vocabulary.ts';
import { ProductIndexer } from '../../../catalog-service/src/infrastructure/search/product-indexer.ts';
import { WordsOfText } from '../../../catalog-service/src/infrastructure/search/words-of-text.ts';
import { Random } from '../random.ts';
import type { Words } from '../words.ts';
import { addAggregates } from './documents.ts';

export const CATEGORIES = DEMO_CATALOG.map(({ slug }) => slug);
export const MOST_EXPENSIVE = 50_000;
/** So many that nothing runs out while it is measured. */
const PIECES = 1_000_000;
const LONG_AGO = new Date('2026-01-01T00:00:00Z');
const SLICE = 10_000;
/** As a platform that is told no language. */
const LANGUAGE = 'en';
const indexer = new ProductIndexer({ language: LANGUAGE, words: new WordsOfText(LANGUAGE) });

export const slugOf = (number: number): string => `bench-${number}`;
export const skuOf = (number: number): string => `BENCH-${number}`;
export const productIdOf = (number: number): string => derivedUuid('bench-product', String(number));

/** Adds the products from one number up to another: published, four of five in stock, described in words of a language. */
export async function addProducts(database: Database, words: Words, from: number, to: number): Promise<void> {
  const vocabulary = new MongoVocabulary(database.collection('search-words'));
  for (let first = from; first < to; first += SLICE) {
    const numbers = Array.from({ length: Math.min(SLICE, to - first) }, (_, index) => first + index);
    const products = numbers.map((number) => aProduct(words, number));
    const stored = products.map(({ state, isInStock }) => ({
      id: state.id,
      state: { ...toStored(state, indexer.fieldsOf(state)), isStockStale: false, inStock: isInStock },
    }));
    await addAggregates(database, 'products', stored);
    await vocabulary.note([...new Set(stored.flatMap(({ state }) => state.words))]);
    const stock = products.map(({ state, isInStock }, index) => ({
      id: skuOf(first + index),
      state: stockOf(skuOf(first + index), state.id, state.name, isInStock ? PIECES : 0),
    }));
    await addAggregates(database, 'stock', stock);
  }
}

function aProduct(words: Words, number: number) {
  const random = new Random(number);
  const at = new Date(LONG_AGO.getTime() + number * 60_000);
  const product = Product.draft({
    id: productIdOf(number),
    slug: slugOf(number),
    name: words.text(random, 3),
    description: words.text(random, 25),
    category: random.pick(CATEGORIES),
    variants: [
      { sku: skuOf(number), name: 'One size', price: { amount: 100 + random.below(MOST_EXPENSIVE), currency: 'EUR' } },
    ],
    at,
  });
  product.publish(at);
  return { state: product.state, isInStock: isInStock(number) };
}

export const isInStock = (number: number): boolean => number % 5 !== 0;

const stockOf = (sku: string, productId: string, name: string, pieces: number): StockState => ({
  sku,
  productId,
  name: `${name}, One size`,
  onHand: pieces,
  available: pieces,
  holds: {},
  holdableSince: new Date(0),
  moved: 0,
  unfiled: [],
});
