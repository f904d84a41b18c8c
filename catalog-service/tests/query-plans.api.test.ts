import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MongoInventory } from '../src/infrastructure/persistence/mongo-inventory.ts';
import { MongoOffers } from '../src/infrastructure/persistence/mongo-offers.ts';
import { MongoProductCatalog } from '../src/infrastructure/persistence/mongo-product-catalog.ts';
import { MongoReservationRepository } from '../src/infrastructure/persistence/mongo-reservation-repository.ts';
import type { ReservationDocument } from '../src/infrastructure/persistence/reservation-document.ts';
import { MovementLog } from '../src/infrastructure/persistence/movement-log.ts';
import type { ProductDocument } from '../src/infrastructure/persistence/product-document.ts';
import { ProductStock } from '../src/infrastructure/persistence/product-stock.ts';
import { createCaches } from '../src/composition/caches.ts';
import { T } from '../src/composition/tokens.ts';
import { addProduct, startCatalog, type RunningCatalog } from './running-catalog.ts';

let catalog: RunningCatalog;
let client: mongo.MongoClient;
beforeAll(async () => {
  catalog = await startCatalog();
  client = await mongo.MongoClient.connect(catalog.mongodbUri);
  for (let count = 0; count < 30; count++) await addProduct(catalog);
});
afterAll(async () => {
  await client.close();
  await catalog.stop();
});

/** A collection that remembers what was looked for in it. */
function recorded<Document extends mongo.Document>(
  name: string,
  cursors: mongo.FindCursor[],
): mongo.Collection<Document> {
  const collection = client.db('catalog-service').collection<Document>(name);
  return new Proxy(collection, {
    get: (target, method) => {
      const value: unknown = Reflect.get(target, method);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        const result: unknown = value.apply(target, args);
        if (method === 'find') cursors.push(result as mongo.FindCursor);
        return result;
      };
    },
  });
}

type Open = <Document extends mongo.Document>(name: string) => mongo.Collection<Document>;

const productsIn = (documents: mongo.Collection<ProductDocument>) =>
  new MongoProductCatalog({
    documents,
    urls: catalog.container.get(T.ImageUrls),
    availability: catalog.container.get(T.Availability),
  });

const logIn = (collection: Open) =>
  new MovementLog({ stock: collection('stock'), movements: collection('stock-movements') });

const inventoryIn = (collection: Open) =>
  new MongoInventory({
    stock: collection('stock'),
    movements: collection('stock-movements'),
    reservations: collection('reservations'),
    log: logIn(collection),
  });

/** The names of the stages by which each query that `run` makes is answered. */
async function stagesOf(run: (collection: Open) => Promise<unknown>) {
  const cursors: mongo.FindCursor[] = [];
  await run((name) => recorded(name, cursors));
  expect(cursors).not.toEqual([]);
  const plans = await Promise.all(cursors.map((cursor) => cursor.clone().explain()));
  return plans.flatMap(({ queryPlanner }) =>
    [...JSON.stringify(queryPlanner.winningPlan).matchAll(/"stage":"(\w+)"/g)].map(([, stage]) => stage),
  );
}

describe('every list', () => {
  const page = { limit: 10, offset: 0 };
  const priced = { minPrice: 1, maxPrice: 9_999 };
  it.each([
    ['newest', {}, {}],
    ['by name', {}, { sort: 'name' }],
    ['by price, downwards', {}, { sort: '-price' }],
    ['of a category', { category: 'tea' }, {}],
    ['of a category by name', { category: 'tea' }, { sort: '-name' }],
    ['of a category by price', { category: 'tea' }, { sort: 'price' }],
    ['within prices by price', priced, { sort: 'price' }],
    ['within prices of a category by price', { category: 'tea', ...priced }, { sort: '-price' }],
    ['in stock', { inStock: true }, {}],
  ] as const)('when products are asked for: %s, reads an index in order', async (_what, filter, sort) => {
    const stages = await stagesOf((collection) =>
      productsIn(collection('products')).search(filter, {
        ...page,
        ...sort,
      }),
    );
    expect(stages).toContain('IXSCAN');
    expect(stages).not.toContain('SORT');
  });

  it.each([
    ['newest', {}],
    ['of a category', { category: 'tea' }],
    ['of a status', { status: 'draft' }],
  ] as const)('when admins ask for products: %s, reads an index in order', async (_what, filter) => {
    const stages = await stagesOf((collection) => productsIn(collection('products')).all(filter, page));
    expect(stages).toContain('IXSCAN');
    expect(stages).not.toContain('SORT');
  });

  it('when words are searched, reads the text index', async () => {
    const stages = await stagesOf((collection) => productsIn(collection('products')).search({ q: 'tea' }, page));
    expect(stages).toContain('TEXT_MATCH');
    expect(stages).not.toContain('COLLSCAN');
  });

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
      (collection) => new ProductStock({ products: collection('products'), stock: collection('stock') }).followAll(now),
    ],
  ])('when it looks for %s, reads an index', async (_what, run) => {
    const stages = await stagesOf(run);
    expect(stages).toContain('IXSCAN');
    expect(stages).not.toContain('COLLSCAN');
  });
});
