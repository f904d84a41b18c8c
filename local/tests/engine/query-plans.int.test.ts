import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type EngineChild } from '../../src/engine/start-engine.ts';

let dir: string;
let engine: EngineChild;
let client: mongo.MongoClient;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'souk-plans-'));
  engine = await startEngine({ dir });
  client = await mongo.MongoClient.connect(engine.uri);
});
afterAll(async () => {
  await client.close();
  await engine.stop();
  await rm(dir, { recursive: true });
});

describe.each([2_000, 10_000])('a query that several indexes could serve, over %i documents', (count) => {
  let products: mongo.Collection<mongo.Document & { _id: number }>;
  beforeAll(async () => {
    products = client.db('shop').collection(`products-${count}`);
    for (const field of ['createdAt', 'name', 'price']) {
      await products.createIndexes([
        { key: { status: 1, [field]: 1, _id: 1 } },
        { key: { status: 1, category: 1, [field]: 1, _id: 1 } },
      ]);
    }
    await products.insertMany(
      Array.from({ length: count }, (_, number) => ({
        _id: number,
        status: 'published',
        category: `category-${number % 7}`,
        name: `Product ${(number * 7919) % count}`,
        price: (number * 104_729) % count,
        createdAt: new Date(number),
        inStock: number !== 1_999,
      })),
    );
  });

  it.each([
    ['sorted', { createdAt: -1, _id: -1 }],
    ['by price', { price: 1, _id: 1 }],
    ['unsorted', {}],
  ] as const)('when none of them finds anything for long, is answered: %s', async (_what, sort) => {
    // Once with a new plan, then with the known one.
    for (let time = 1; time <= 3; time++) {
      for (const filter of [{}, { category: 'category-3' }, { price: { $gte: 5 } }]) {
        const where = { status: 'published', inStock: false, ...filter };
        await expect(products.find(where).sort(sort).limit(20).toArray()).resolves.toBeDefined();
        await expect(products.countDocuments(where, { limit: 1_000 })).resolves.toBeDefined();
      }
    }
  });
});
