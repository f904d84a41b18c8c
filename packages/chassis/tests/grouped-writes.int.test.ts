import { randomUUID } from 'node:crypto';
import type { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isDuplicateKey } from '../src/mongo/database-errors.ts';
import { GroupedWrites } from '../src/mongo/grouped-writes.ts';
import { startLocalDatabase, type LocalDatabase } from './local-database.ts';

interface Row {
  readonly _id: string;
  readonly n: number;
}

let local: LocalDatabase;
let rows: mongo.Collection<Row>;

beforeAll(async () => {
  local = await startLocalDatabase();
  rows = local.database.collection<Row>('rows');
});

afterAll(() => local.stop());

const newId = () => randomUUID();
const setTo = (n: number) => [{ $set: { n } }];
const stored = async (ids: readonly string[]) => {
  const found = await rows.find({ _id: { $in: [...ids] } }).toArray();
  return ids.map((id) => found.find(({ _id }) => _id === id)?.n);
};

describe('GroupedWrites', () => {
  it('when many write at once, sends the first alone and the others together', async () => {
    const sent = vi.spyOn(rows, 'bulkWrite');
    const writes = new GroupedWrites(rows);
    const ids = Array.from({ length: 20 }, newId);
    expect(await Promise.all(ids.map((_id, n) => writes.insert({ _id, n })))).toEqual(ids.map(() => true));
    expect(sent.mock.calls.map(([operations]) => operations.length)).toEqual([1, 19]);
    expect(await stored(ids)).toEqual(ids.map((_, n) => n));
    sent.mockRestore();
  });

  it('when some of several are there already, says which', async () => {
    const writes = new GroupedWrites(rows);
    const ids = Array.from({ length: 6 }, newId);
    for (const _id of ids.slice(0, 3)) await writes.insert({ _id, n: 0 });
    const inserted = await Promise.all(ids.toReversed().map((_id) => writes.insert({ _id, n: 1 })));
    expect(inserted).toEqual([true, true, true, false, false, false]);
    expect(await stored(ids)).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it('when an update changes nothing, never says that it did, and may say so of its neighbours', async () => {
    const writes = new GroupedWrites(rows);
    const ids = Array.from({ length: 5 }, newId);
    await Promise.all(ids.slice(1).map((_id) => writes.insert({ _id, n: 0 })));
    const [missing, ...others] = await Promise.all(ids.map((_id) => writes.update({ _id }, setTo(1))));
    expect(missing).toBe(false);
    // The first write goes out alone, so these are a group in which all took effect.
    expect(others).toEqual([true, true, true, true]);
    const mixed = await Promise.all([ids[1]!, newId(), ids[2]!].map((_id) => writes.update({ _id }, setTo(2))));
    expect(mixed).toEqual([true, false, false]);
    expect(await stored(ids.slice(1, 3))).toEqual([2, 2]);
  });

  it('when inserts and updates go out together and one insert is a duplicate, updates are in doubt', async () => {
    const writes = new GroupedWrites(rows);
    const [first, duplicate, fresh] = [newId(), newId(), newId()];
    await writes.insert({ _id: duplicate, n: 0 });
    const outcomes = await Promise.all([
      writes.insert({ _id: first, n: 0 }),
      writes.insert({ _id: duplicate, n: 7 }),
      writes.update({ _id: duplicate }, setTo(1)),
      writes.insert({ _id: fresh, n: 0 }),
    ]);
    expect(outcomes).toEqual([true, false, false, true]);
    expect(await stored([first, duplicate, fresh])).toEqual([0, 1, 0]);
  });

  it('when an update takes the unique key of another document, says so of that one and keeps both', async () => {
    await rows.createIndexes([{ key: { n: 1 }, unique: true, partialFilterExpression: { n: { $gte: 1_000 } } }]);
    const writes = new GroupedWrites(rows);
    const ids = Array.from({ length: 4 }, newId);
    for (const [n, _id] of ids.entries()) await writes.insert({ _id, n: 1_000 + n });
    const [, taken, free] = await Promise.allSettled(
      [1_100, 1_003, 1_200].map((n, index) => writes.update({ _id: ids[index]! }, setTo(n))),
    );
    expect(taken).toMatchObject({ status: 'rejected' });
    expect(taken?.status === 'rejected' && isDuplicateKey(taken.reason)).toBe(true);
    expect(free).toEqual({ status: 'fulfilled', value: false });
    expect(await stored(ids)).toEqual([1_100, 1_001, 1_200, 1_003]);
  });

  it('when one write of a group is refused, says so of that one alone, and the next one goes out all the same', async () => {
    const writes = new GroupedWrites(rows);
    const ids = Array.from({ length: 3 }, newId);
    const outcomes = await Promise.allSettled([
      writes.insert({ _id: ids[0]!, n: 0 }),
      writes.insert({ _id: ids[1]!, n: 1 }),
      writes.update({ _id: ids[0]! }, [{ $set: { _id: newId() } }]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(await stored(ids.slice(0, 2))).toEqual([0, 1]);
    expect(await writes.insert({ _id: ids[2]!, n: 2 })).toBe(true);
  });
});
