import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProductStatus } from '../src/domain/product/product-state.ts';
import { InStockFlags } from '../src/infrastructure/persistence/in-stock-flags.ts';
import { MongoInventory } from '../src/infrastructure/persistence/mongo-inventory.ts';
import { MongoOffers } from '../src/infrastructure/persistence/mongo-offers.ts';
import { MongoProductCatalog } from '../src/infrastructure/persistence/mongo-product-catalog.ts';
import { MongoReservationRepository } from '../src/infrastructure/persistence/mongo-reservation-repository.ts';
import type { ReservationDocument } from '../src/infrastructure/persistence/reservation-document.ts';
import { MovementLog } from '../src/infrastructure/persistence/movement-log.ts';
import type { ProductDocument } from '../src/infrastructure/persistence/product-document.ts';
import { ProductStock } from '../src/infrastructure/persistence/product-stock.ts';
import { MongoProductSearch } from '../src/infrastructure/search/mongo-product-search.ts';
import { MongoVocabulary } from '../src/infrastructure/search/mongo-vocabulary.ts';
import { ProductReindexer } from '../src/infrastructure/search/product-reindexer.ts';
import { createCaches } from '../src/composition/caches.ts';
import { T } from '../src/composition/tokens.ts';
import { addManyProducts, categoryOf, wordOf } from './many-products.ts';
import { addProduct, startCatalog, type RunningCatalog } from './running-catalog.ts';

/** Set it to see that costs stay the same with more of them. */
const PRODUCTS = Number(process.env['CATALOG_SIZE'] ?? 6_000);
/** What a page may look at, however many products there are: as many as are counted, for each of the values merged. */
const MOST_EXAMINED = 4_500;

let catalog: RunningCatalog;
let client: mongo.MongoClient;
beforeAll(async () => {
  catalog = await startCatalog();
  client = await mongo.MongoClient.connect(catalog.mongodbUri);
  await addManyProducts(catalog, PRODUCTS);
}, 600_000);
afterAll(async () => {
  await client.close();
  await catalog.stop();
});

type Cursor = mongo.FindCursor | mongo.AggregationCursor;

/** A collection that remembers what was looked for in it. */
function recorded<Document extends mongo.Document>(name: string, cursors: Cursor[]): mongo.Collection<Document> {
  const collection = client.db('catalog-service').collection<Document>(name);
  return new Proxy(collection, {
    get: (target, method) => {
      const value: unknown = Reflect.get(target, method);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        const result: unknown = value.apply(target, args);
        if (method === 'find' || method === 'aggregate') cursors.push(result as Cursor);
        return result;
      };
    },
  });
}

type Open = <Document extends mongo.Document>(name: string) => mongo.Collection<Document>;

/** As the service has it, but with nothing in its memory. */
function productsIn(collection: Open): MongoProductCatalog {
  const { container } = catalog;
  const { matches, postings, counts, shown } = createCaches(container.get(T.Clock));
  const documents = collection<ProductDocument>('products');
  const vocabulary = new MongoVocabulary(collection('search-words'));
  const words = container.get(T.WordsOfText);
  const search = new MongoProductSearch({ documents, vocabulary, words, matches, postings });
  const [urls, availability] = [container.get(T.ImageUrls), container.get(T.Availability)];
  return new MongoProductCatalog({ documents, search, urls, availability, counts, shown });
}

const logIn = (collection: Open) =>
  new MovementLog({ stock: collection('stock'), movements: collection('stock-movements') });

const inventoryIn = (collection: Open) =>
  new MongoInventory({
    stock: collection('stock'),
    movements: collection('stock-movements'),
    reservations: collection('reservations'),
    log: logIn(collection),
  });

interface Stage {
  readonly stage?: string;
  readonly totalKeysExamined?: number;
  readonly totalDocsExamined?: number;
}

/** Every part of the plan that was chosen, wherever it is. */
function partsOf(plan: unknown): readonly Stage[] {
  if (typeof plan !== 'object' || plan === null) return [];
  return [plan, ...Object.entries(plan).flatMap(([name, part]) => (name === 'rejectedPlans' ? [] : partsOf(part)))];
}

/** How each query that `run` makes is answered. */
async function plansOf(run: (collection: Open) => Promise<unknown>) {
  const cursors: Cursor[] = [];
  await run((name) => recorded(name, cursors));
  expect(cursors).not.toEqual([]);
  return Promise.all(
    cursors.map(async (cursor) => {
      const parts = partsOf(await cursor.clone().explain('executionStats'));
      return {
        stages: parts.flatMap(({ stage }) => stage ?? []),
        examined: Math.max(...parts.map(({ totalKeysExamined }) => totalKeysExamined ?? 0)),
        fetched: Math.max(...parts.map(({ totalDocsExamined }) => totalDocsExamined ?? 0)),
      };
    }),
  );
}

const stagesOf = async (run: (collection: Open) => Promise<unknown>) =>
  (await plansOf(run)).flatMap(({ stages }) => stages);

describe('every list', () => {
  const page = { limit: 10, offset: 0 };
  const either = <Value>(...values: readonly Value[]) => [undefined, ...values] as const;
  /** The cheapest and the dearest few, most of them, and none. */
  const prices = [{}, { maxPrice: 210 }, { minPrice: 300, maxPrice: 30_000 }, { minPrice: 5_001, maxPrice: 5_001 }];
  const sorts = ['name', '-name', 'price', '-price', 'createdAt', '-createdAt'] as const;
  const filters = either(categoryOf(0), categoryOf(30)).flatMap((category) =>
    either(true, false).flatMap((inStock) => prices.map((price) => ({ category, inStock, ...price }))),
  );

  it.each(sorts)(
    'when products are asked for by %s, with whatever filters, reads an index and little of it',
    async (sort) => {
      for (const filter of filters) {
        const isPriced = 'minPrice' in filter || 'maxPrice' in filter;
        const plans = await plansOf(async (collection) => {
          const products = productsIn(collection);
          const { next } = await products.search(filter, { ...page, sort });
          if (next !== null) await products.search(filter, { ...page, sort, cursor: next });
          await products.search(filter, { ...page, sort, offset: 900 });
        });
        for (const { stages, examined } of plans) {
          const what = JSON.stringify({ filter, sort, stages, examined });
          expect(stages, what).not.toContain('COLLSCAN');
          expect(examined, what).toBeLessThanOrEqual(MOST_EXAMINED);
          // Only few products within a range of prices, in another order than theirs.
          if (!isPriced || sort.endsWith('price')) expect(stages, what).not.toContain('SORT');
        }
      }
    },
  );

  it('when admins ask for products with whatever filters, reads an index in order', async () => {
    for (const category of either(categoryOf(0), 'none')) {
      for (const status of either('draft', 'published', 'archived') as readonly (undefined | ProductStatus)[]) {
        const filter = { category, status };
        const plans = await plansOf((collection) => productsIn(collection).all(filter, page));
        for (const { stages, examined } of plans) {
          const what = JSON.stringify({ filter, stages, examined });
          expect(stages, what).not.toContain('COLLSCAN');
          expect(stages, what).not.toContain('SORT');
          expect(examined, what).toBeLessThanOrEqual(MOST_EXAMINED);
        }
      }
    }
  });

  it.each([
    wordOf(0),
    wordOf(9_000),
    `${wordOf(0)} ${wordOf(1)}`,
    `${wordOf(0)} ${wordOf(5_000)}`,
    'none at all',
    wordOf(40).slice(0, 3),
  ])('when %j is searched, with whatever filters, reads indexes and little of them', async (q) => {
    for (const filter of filters.filter((_, number) => number % 5 === 0)) {
      const plans = await plansOf((collection) => productsIn(collection).search({ q, ...filter }, page));
      for (const { stages, examined } of plans) {
        const what = JSON.stringify({ q, filter, stages, examined });
        expect(stages, what).not.toContain('COLLSCAN');
        expect(stages, what).not.toContain('SORT');
        expect(examined, what).toBeLessThanOrEqual(MOST_EXAMINED);
      }
    }
  });

  it.each([`${wordOf(0)} ${wordOf(1)}`, `${wordOf(2)} ${wordOf(9)} ${wordOf(30)}`])(
    'when frequent words %j are searched, looks at 200 products of the rarest at most',
    async (q) => {
      const plans = await plansOf((collection) => productsIn(collection).search({ q }, page));
      for (const { fetched } of plans) expect(fetched).toBeLessThanOrEqual(201);
    },
  );

  it.each([
    ['the stock, by SKU', { q: 'TEA' }],
    ['the stock that is low', { availableAtMost: 5 }],
    ['the stock that is low, by SKU', { q: 'TEA', availableAtMost: 5 }],
  ])('when admins ask for %s, reads an index in order', async (_what, filter) => {
    const stages = await stagesOf((collection) => inventoryIn(collection).find(filter, page));
    expect(stages).toContain('IXSCAN');
    expect(stages).not.toContain('SORT');
  });

  it('when admins ask for the movements of a SKU, reads an index in order', async () => {
    const { sku } = await addProduct(catalog);
    const stages = await stagesOf((collection) => inventoryIn(collection).movements(sku, page));
    expect(stages).toContain('IXSCAN');
    expect(stages).not.toContain('SORT');
  });

  it('when SKUs are looked up, reads an index', async () => {
    const clock = catalog.container.get(T.Clock);
    const stages = await stagesOf((collection) =>
      new MongoOffers({
        documents: collection('products'),
        cache: createCaches(clock).offers,
        urls: catalog.container.get(T.ImageUrls),
      }).of(['A', 'B']),
    );
    expect(stages).toContain('IXSCAN');
  });
});

describe('every sweep', () => {
  const now = new Date();
  // Looking for what is left behind needs no store.
  const unused = Object.create(null);
  it.each<[string, Parameters<typeof stagesOf>[0]]>([
    [
      'reservations',
      (collection) => {
        const documents = collection<ReservationDocument>('reservations');
        return new MongoReservationRepository({ store: unused, documents }).leftBehind({ since: now, now }, 10);
      },
    ],
    [
      'the oldest unfinished reservation',
      (collection) => {
        const documents = collection<ReservationDocument>('reservations');
        return new MongoReservationRepository({ store: unused, documents }).unfinishedSince();
      },
    ],
    ['movements', (collection) => logIn(collection).fileAll()],
    [
      'products whose stock is stale',
      (collection) =>
        new ProductStock({
          products: collection('products'),
          stock: collection('stock'),
          clock: { now: () => now },
          alsoFollow: () => Promise.resolve(),
        }).followAll(now),
    ],
    [
      'products that are indexed by other rules',
      (collection) =>
        new ProductReindexer({
          documents: collection('products'),
          vocabulary: unused,
          indexer: catalog.container.get(T.ProductIndexer),
        }).run(),
    ],
    [
      'products whose flags are to be compared',
      (collection) =>
        new InStockFlags({
          products: collection('products'),
          stock: collection('stock'),
          onChange: () => Promise.resolve(),
        }).refresh(),
    ],
  ])('when it looks for %s, reads an index', async (_what, run) => {
    const stages = await stagesOf(run);
    expect(stages).toContain('IXSCAN');
    expect(stages).not.toContain('COLLSCAN');
  });
});
