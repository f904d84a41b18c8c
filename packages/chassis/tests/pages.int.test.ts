import type { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HttpProblem } from '../src/http/problem.ts';
import { ListQuery } from '../src/http/route.ts';
import { countUpTo, findList, findPage, type Order } from '../src/mongo/pages.ts';
import { startLocalDatabase, type LocalDatabase } from './local-database.ts';

interface Row {
  readonly _id: string;
  readonly at: Date;
  readonly price: { readonly amount: number };
  readonly note: string;
}

let local: LocalDatabase;
let rows: mongo.Collection<Row>;

beforeAll(async () => {
  local = await startLocalDatabase();
  rows = local.database.collection<Row>('rows');
  // Many are equal in all but their ids.
  const row = (n: number): Row => ({
    _id: `row-${String(n).padStart(4, '0')}`,
    at: new Date(Date.UTC(2026, 0, 1 + (n % 7))),
    price: { amount: n % 5 },
    note: `note ${n % 2}`,
  });
  await rows.insertMany(Array.from({ length: 1_234 }, (_, n) => row(n)));
});

afterAll(() => local.stop());

const orders: readonly Order[] = [
  [['_id', 1]],
  [
    ['at', -1],
    ['_id', -1],
  ],
  [
    ['price.amount', 1],
    ['note', 1],
    ['_id', -1],
  ],
  [
    ['note', -1],
    ['_id', 1],
  ],
];

const page = (query: object) => ListQuery.parse(query);

async function walk(order: Order, limit: string): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor: string | null | undefined;
  do {
    const asked = page({ limit, ...(cursor === undefined ? {} : { cursor }) });
    const { documents, next } = await findPage(rows, { filter: { _id: { $lt: 'row-0300' } }, order, page: asked });
    ids.push(...documents.map(({ _id }) => _id));
    cursor = next;
  } while (cursor !== null);
  return ids;
}

describe('pages by cursor', () => {
  it.each(orders.map((order) => [order.map(String).join(' '), order] as const))(
    'in the order of %s, show every document once, as one page would',
    async (_name, order) => {
      const whole = await rows
        .find({ _id: { $lt: 'row-0300' } })
        .sort(order.map(([field, direction]): [string, mongo.SortDirection] => [field, direction]))
        .toArray();

      expect(await walk(order, '7')).toEqual(whole.map(({ _id }) => _id));
      expect(await walk(order, '100')).toEqual(whole.map(({ _id }) => _id));
    },
  );

  it('when documents come before where one is, repeat none', async () => {
    const order: Order = [['_id', 1]];
    const first = await findPage(rows, { filter: {}, order, page: page({ limit: '10' }) });
    await rows.insertOne({ _id: 'row', at: new Date(0), price: { amount: 0 }, note: '' });

    const second = await findPage(rows, { filter: {}, order, page: page({ limit: '10', cursor: first.next }) });

    expect(second.documents[0]?._id).toBe('row-0010');
    await rows.deleteOne({ _id: 'row' });
  });

  it.each([
    ['of another order', Buffer.from('["at:1","x"]').toString('base64url')],
    ['with an operator in it', Buffer.from('["_id:1",{"$ne":1}]').toString('base64url')],
    ['that is not JSON', 'xyz'],
    ['that is null', Buffer.from('null').toString('base64url')],
  ])('refuse a cursor %s', async (_what, cursor) => {
    const asked = findPage(rows, { filter: {}, order: [['_id', 1]], page: page({ cursor }) });

    await expect(asked).rejects.toThrow(HttpProblem);
  });
});

describe('a list', () => {
  it('is a page of entries, and says how many there are in all and where the next page begins', async () => {
    const filter = { _id: { $lt: 'row-0005' } };
    const request = { filter, order: [['_id', 1]] as const, page: page({ limit: '2' }), options: { hint: { _id: 1 } } };
    const first = await findList(rows, request, ({ _id }) => _id);
    expect(first).toEqual({ data: ['row-0000', 'row-0001'], count: 5, isCountCapped: false, next: expect.any(String) });
    const rest = { ...request, page: page({ cursor: first.next }) };
    expect(await findList(rows, rest, ({ _id }) => _id)).toMatchObject({ data: { length: 3 }, count: 5, next: null });
  });
});

describe('an offset', () => {
  it('goes beyond what is counted, up to 1,000', async () => {
    const request = { filter: {}, order: [['_id', 1]] as const, page: page({ offset: '1000', limit: '1' }) };
    const { data, count } = await findList(rows, request, ({ _id }) => _id);
    expect([data, count]).toEqual([['row-1000'], 500]);
    expect(() => page({ offset: '1001' })).toThrow('goes to 1,000');
  });
});

describe('a count', () => {
  it('is exact up to 500, and says so when there are more', async () => {
    expect(await countUpTo(rows, { _id: { $lt: 'row-0500' } })).toEqual({ count: 500, isCountCapped: false });
    expect(await countUpTo(rows, {})).toEqual({ count: 500, isCountCapped: true });
  });
});
