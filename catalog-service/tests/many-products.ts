import { mongo } from 'mongoose';
import { T } from '../src/composition/tokens.ts';
import type { ProductState } from '../src/domain/product/product-state.ts';
import { toStored, type ProductDocument } from '../src/infrastructure/persistence/product-document.ts';
import type { StockDocument } from '../src/infrastructure/persistence/stock-document.ts';
import type { RunningCatalog } from './running-catalog.ts';

const WORDS = 9_676;
const CATEGORIES = 40;
const BATCH = 1_000;
const SYLLABLES = 'ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo za'.split(' ');

/** Numbers from 0 up to 1, the same ones for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The word of a rank, 0 being the most common one: as in real texts, it is twice as frequent as the next (Zipf). */
export const wordOf = (rank: number): string => {
  let word = '';
  for (let rest = rank + SYLLABLES.length; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) {
    word += SYLLABLES[rest % SYLLABLES.length] ?? '';
  }
  return word;
};
const zipf = (random: () => number, count: number): number => Math.min(count - 1, Math.floor(count ** random()) - 1);
const aWord = (random: () => number): string => wordOf(zipf(random, WORDS));
export const categoryOf = (rank: number): string => `category-${rank}`;

const texts = (random: () => number, length: number) => Array.from({ length }, () => aWord(random)).join(' ');
const idOf = (kind: string, number: number) => `${kind}-7000-8000-${number.toString(16).padStart(12, '0')}`;

function productOf(number: number, random: () => number): ProductState {
  const id = idOf('0197a1b2-0000', number);
  const at = new Date(Date.UTC(2025, 0, 1) + number * 61_000);
  return {
    id,
    slug: `product-${number}`,
    name: texts(random, 2 + Math.floor(3 * random())),
    description: texts(random, 30),
    category: categoryOf(zipf(random, CATEGORIES)),
    status: random() < 0.98 ? 'published' : 'archived',
    variants: [
      { sku: `MANY-${number}`, name: '1', price: { amount: Math.round(200 * 200 ** random()), currency: 'EUR' } },
    ],
    images: [],
    revision: 1,
    createdAt: at,
    updatedAt: at,
  };
}

const unpublished = { version: 1, sequences: {}, outbox: [], inbox: [], seen: {} };

/** Writes so many products with their stock straight into the database; nine of ten can be bought. */
export async function addManyProducts(
  catalog: Pick<RunningCatalog, 'container' | 'mongodbUri'>,
  count: number,
): Promise<void> {
  const client = await mongo.MongoClient.connect(catalog.mongodbUri);
  const database = client.db('catalog-service');
  const indexer = catalog.container.get(T.ProductIndexer);
  const vocabulary = catalog.container.get(T.Vocabulary);
  const random = randomOf(1);
  for (let first = 0; first < count; first += BATCH) {
    const made = Array.from({ length: Math.min(BATCH, count - first) }, (_, index) => {
      const state = productOf(first + index, random);
      const inStock = random() < 0.9;
      const stored = toStored(state, indexer.fieldsOf(state));
      const product: ProductDocument = { ...stored, ...unpublished, _id: state.id, inStock, isStockStale: false };
      const sku = state.variants[0]?.sku ?? '';
      const available = inStock ? 10 : 0;
      const pieces = { onHand: available, available, holds: {}, holdableSince: new Date(0), unfiled: [] };
      return { product, stock: { ...unpublished, ...pieces, _id: sku, sku, productId: state.id, name: state.name } };
    });
    await database.collection<ProductDocument>('products').insertMany(made.map(({ product }) => product));
    await database
      .collection<StockDocument>('stock')
      .insertMany(made.map(({ stock }) => stock as unknown as StockDocument));
    await vocabulary.note([...new Set(made.flatMap(({ product }) => product.words))]);
  }
  await client.close();
}
