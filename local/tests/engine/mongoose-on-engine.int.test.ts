import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import mongoose, { Schema, type Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startEngine, type EngineChild } from '../../src/engine/start-engine.ts';

let dir: string;
let engine: EngineChild;
let connection: Connection;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'souk-mongoose-'));
  engine = await startEngine({ dir });
  connection = await mongoose.createConnection(engine.uri, { dbName: 'shop' }).asPromise();
});

afterAll(async () => {
  await connection.close();
  await engine.stop();
  await rm(dir, { recursive: true });
});

const productSchema = new Schema(
  { sku: String, title: String, category: String, price: Number, featured: Boolean },
  { timestamps: true, optimisticConcurrency: true },
)
  .index({ sku: 1 }, { unique: true })
  .index({ category: 1, price: -1 })
  .index({ title: 'text', category: 'text' }, { weights: { title: 5 } })
  .index({ category: 1 }, { unique: true, partialFilterExpression: { featured: true } });

let collections = 0;

/** A model on a collection of its own, with three products. */
async function products() {
  collections += 1;
  const Product = connection.model(`Product${collections}`, productSchema);
  await Product.init();
  await Product.create([
    { sku: 'RED', title: 'Red running shoe', category: 'shoes', price: 80, featured: true },
    { sku: 'BLUE', title: 'Blue shoe', category: 'shoes', price: 60 },
    { sku: 'HAT', title: 'Straw hat', category: 'hats', price: 20 },
  ]);
  return Product;
}

const duplicateKey = expect.objectContaining({ code: 11000 });

describe('mongoose on the embedded engine', () => {
  it('makes unique, compound, text and partial indexes', async () => {
    const indexes = await (await products()).collection.indexes();
    expect(indexes.map(({ name }) => name).sort()).toEqual([
      '_id_',
      'category_1',
      'category_1_price_-1',
      'sku_1',
      'title_text_category_text',
    ]);
  });

  it('enforces a unique index', async () => {
    const Product = await products();
    await expect(Product.create({ sku: 'RED' })).rejects.toEqual(duplicateKey);
  });

  it('enforces a partial unique index on the documents it covers', async () => {
    const Product = await products();
    await Product.create({ sku: 'GREEN', category: 'shoes', featured: false });
    await expect(Product.create({ sku: 'PINK', category: 'shoes', featured: true })).rejects.toEqual(duplicateKey);
  });

  it('reads by a compound index', async () => {
    const Product = await products();
    const plan = await Product.collection.find({ category: 'shoes' }).sort({ price: -1 }).explain();
    expect(JSON.stringify(plan.queryPlanner.winningPlan)).toContain('category_1_price_-1');
  });

  it('searches text by stems, best match first', async () => {
    const Product = await products();
    const score = { score: { $meta: 'textScore' } };
    const found = await Product.find({ $text: { $search: 'shoes running' } }, score)
      .sort(score)
      .lean();
    expect(found.map(({ sku }) => sku)).toEqual(['RED', 'BLUE']);
  });

  it('finds and updates in one step, with conditions, upserts and pipelines', async () => {
    const Product = await products();
    const cheaper = await Product.findOneAndUpdate(
      { sku: 'RED', price: { $gte: 80 } },
      { $inc: { price: -5 } },
      { returnDocument: 'after' },
    );
    expect(cheaper?.price).toBe(75);
    expect(await Product.findOneAndUpdate({ sku: 'RED', price: { $gte: 80 } }, { $inc: { price: -5 } })).toBeNull();
    const made = await Product.findOneAndUpdate(
      { sku: 'NEW' },
      [{ $set: { price: { $add: [{ $ifNull: ['$price', 1] }, 1] } } }],
      { upsert: true, returnDocument: 'after', updatePipeline: true },
    );
    expect(made.price).toBe(2);
  });

  it('applies a condition to one of many that race for it', async () => {
    const Product = await products();
    const results = await Promise.all(
      Array.from({ length: 50 }, () => Product.updateOne({ sku: 'HAT', price: { $gte: 2 } }, { $inc: { price: -2 } })),
    );
    expect(results.filter(({ modifiedCount }) => modifiedCount === 1)).toHaveLength(10);
    expect((await Product.findOne({ sku: 'HAT' }))?.price).toBe(0);
  });

  it('rejects a save of a document that was saved since it was read', async () => {
    const Product = await products();
    const [first, second] = await Promise.all([
      Product.findOne({ sku: 'RED' }).orFail(),
      Product.findOne({ sku: 'RED' }).orFail(),
    ]);
    await first.set('price', 1).save();
    await expect(second.set('price', 2).save()).rejects.toBeInstanceOf(mongoose.Error.VersionError);
  });

  it('writes in bulk', async () => {
    const Product = await products();
    const result = await Product.bulkWrite([
      { insertOne: { document: { sku: 'SOCK', price: 5 } } },
      { updateMany: { filter: { category: 'shoes' }, update: { $inc: { price: 1 } } } },
      { deleteOne: { filter: { sku: 'HAT' } } },
      { replaceOne: { filter: { sku: 'CAP' }, replacement: { sku: 'CAP', price: 9 }, upsert: true } },
    ]);
    expect(result).toMatchObject({ insertedCount: 1, modifiedCount: 2, deletedCount: 1, upsertedCount: 1 });
  });

  it('aggregates with $group, $lookup and $facet', async () => {
    const Product = await products();
    const [result] = await Product.aggregate<unknown>([
      { $lookup: { from: Product.collection.name, localField: 'category', foreignField: 'category', as: 'alike' } },
      {
        $facet: {
          totals: [{ $group: { _id: '$category', total: { $sum: '$price' } } }, { $sort: { _id: 1 } }],
          alike: [{ $sort: { sku: 1 } }, { $project: { _id: 0, sku: 1, alike: { $size: '$alike' } } }],
        },
      },
    ]);
    expect(result).toEqual({
      totals: [
        { _id: 'hats', total: 20 },
        { _id: 'shoes', total: 140 },
      ],
      alike: [
        { sku: 'BLUE', alike: 2 },
        { sku: 'HAT', alike: 1 },
        { sku: 'RED', alike: 2 },
      ],
    });
  });

  it('reads a large result through a cursor, and a document of the largest size', async () => {
    const numbers = connection.collection('numbers');
    await numbers.insertMany(Array.from({ length: 5000 }, (_, number) => ({ number })));
    const read = await numbers.find().sort({ number: 1 }).batchSize(100).toArray();
    expect(read.map(({ number }) => number as number)).toEqual(Array.from({ length: 5000 }, (_, number) => number));
    const files = connection.collection('files');
    // Refused while the engine's cache is still full of the numbers.
    const insert = () => files.insertOne({ content: Buffer.alloc(16_700_000, 1) });
    await vi.waitFor(insert, { timeout: 60_000, interval: 200 });
    const file = await files.findOne<{ content: mongoose.mongo.Binary }>({});
    expect(file?.content.length()).toBe(16_700_000);
  });

  it('sends a write that wants no answer', async () => {
    const log = connection.collection('log');
    await log.insertOne({ line: 1 }, { writeConcern: { w: 0 } });
    await expect.poll(() => log.countDocuments()).toBe(1);
  });
});

/** Each is a limit that the README names. */
describe('what the embedded engine does not have', () => {
  it('has no sessions, hence no transactions', async () => {
    const any = connection.collection('any');
    const withSession = connection.transaction((session) => any.insertOne({ in: 'transaction' }, { session }));
    await expect(withSession).rejects.toThrow('does not support sessions');
    expect(await any.countDocuments()).toBe(0);
  });

  it('has no change streams', async () => {
    const stream = connection.collection('any').watch();
    await expect(stream.next()).rejects.toThrow('only supported on replica sets');
    await stream.close();
  });

  it('has no users', async () => {
    const uri = engine.uri.replace('//', '//user:password@');
    await expect(mongoose.mongo.MongoClient.connect(uri)).rejects.toThrow('Authentication failed');
  });

  it('has no JavaScript', async () => {
    await expect(connection.collection('any').findOne({ $where: 'true' })).rejects.toThrow('no globalScriptEngine');
  });

  it.each(['collMod', 'mapReduce', 'createUser', 'profile'])('has no command %s', async (command) => {
    await expect(connection.db?.command({ [command]: 'any' })).rejects.toThrow(`no such command: '${command}'`);
  });
});
