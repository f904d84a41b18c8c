import { eventually } from '@souk/testing/eventually';
import { Schema } from 'mongoose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../src/logger.ts';
import { isDatabaseUnavailable, isDuplicateKey } from '../src/mongo/database-errors.ts';
import { Database } from '../src/mongo/database.ts';
import { startLocalDatabase, type LocalDatabase } from './local-database.ts';

let local: LocalDatabase;

beforeAll(async () => {
  local = await startLocalDatabase();
});

afterAll(() => local.stop());

afterEach(() => {
  vi.useRealTimers();
});

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable('It should have failed.'),
    (error: unknown) => error,
  );

describe('Database', () => {
  it('when a model is asked for, has its indexes', async () => {
    const schema = new Schema({ email: { type: String, unique: true } });
    const users = await local.database.model<{ email: string }>('users', schema);
    await users.create({ email: 'amira@souk.test' });
    const error = await failureOf(users.create({ email: 'amira@souk.test' }));
    expect(isDuplicateKey(error)).toBe(true);
    expect(isDatabaseUnavailable(error)).toBe(false);
  });

  it('when a filter names a field that the schema does not know, refuses it', async () => {
    const things = await local.database.model<{ name: string }>('things', new Schema({ name: String }));
    await expect(things.find({ $where: 'true', role: 'admin' } as object)).rejects.toThrow(/strict/i);
  });

  it('when dropped, is empty', async () => {
    const rows = local.database.collection('rows');
    await rows.insertOne({ n: 1 });
    await local.database.drop();
    expect(await rows.countDocuments()).toBe(0);
  });

  it('when the server dies, says so at once and is not ready; when it is back, goes on', async () => {
    const rows = local.database.collection<{ n: number }>('rows');
    await rows.insertOne({ n: 1 });
    expect(local.database.isReady()).toBe(true);
    await local.kill();
    expect(isDatabaseUnavailable(await failureOf(rows.insertOne({ n: 2 })))).toBe(true);
    await eventually(() => expect(local.database.isReady()).toBe(false));
    await local.startAgain();
    expect(await rows.findOne({ n: 1 })).toMatchObject({ n: 1 });
    expect(local.database.isReady()).toBe(true);
  });

  it('when closed, cuts what is in progress off as unavailable, and warns of nothing', async () => {
    const logger = createLogger('test', 'silent');
    const warn = vi.spyOn(logger, 'warn');
    const database = await Database.connect({ uri: local.uri, name: 'test', service: 'test', logger });
    const rows = database.collection<{ n: number }>('rows');
    const late = Promise.allSettled(Array.from({ length: 50 }, (_, n) => rows.insertOne({ n })));
    await database.close();
    for (const result of await late) {
      if (result.status === 'rejected') expect(isDatabaseUnavailable(result.reason)).toBe(true);
    }
    expect(isDatabaseUnavailable(await failureOf(rows.findOne({})))).toBe(true);
    expect(warn).not.toHaveBeenCalled();
  });
});

describe('several writes at once', () => {
  const rows = () => local.database.collection<{ _id: string; n: number }>('bulk-rows');

  it('when all that fail are there already, is a duplicate key', async () => {
    await rows().insertOne({ _id: 'a', n: 1 });
    const documents = ['a', 'b', 'c'].map((_id) => ({ _id, n: 1 }));
    expect(isDuplicateKey(await failureOf(rows().insertMany(documents, { ordered: false })))).toBe(true);
    expect(await rows().countDocuments()).toBe(3);
  });

  it('when one fails for another reason, is not', async () => {
    const addB = { insertOne: { document: { _id: 'b', n: 1 } } };
    const wrong = { updateOne: { filter: { _id: 'a' }, update: { $inc: { _id: 1 } } } };
    // The driver's types do not allow to change an id, which is what makes the server refuse.
    const failure = await failureOf(rows().bulkWrite([addB, wrong as never], { ordered: false }));
    expect(isDuplicateKey(failure)).toBe(false);
  });
});
