import { randomUUID } from 'node:crypto';
import { StockAdjustedV1 } from '@souk/contracts/inventory-events';
import { eventually } from '@souk/testing/eventually';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { T } from '../src/composition/tokens.ts';
import {
  addProduct,
  adjust,
  admin,
  aSku,
  orderEvents,
  startCatalog,
  stockOf,
  type RunningCatalog,
} from './running-catalog.ts';

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await startCatalog({ LOW_STOCK_AT: '2' });
});
afterAll(() => catalog.stop());

interface Movement {
  readonly id: string;
  readonly delta: number;
}

const movementsOf = async (sku: string, query = '') => {
  const { status, body } = await catalog.api.get(`/v1/admin/inventory/${sku}/movements${query}`, { token: admin });
  expect(status).toBe(200);
  return body as { data: Movement[]; next: string | null };
};

/** Leaves requests as a process does that is killed before it has stored its reply. */
async function loseReplies(): Promise<void> {
  const client = await mongo.MongoClient.connect(catalog.mongodbUri);
  await client
    .db('catalog-service')
    .collection('idempotency-keys')
    .updateMany({}, { $set: { reply: null, startedAt: new Date(Date.now() - 120_000) } });
  await client.close();
}

describe('POST /v1/admin/inventory/:sku/adjustments', () => {
  it('when pieces come in, go out and are counted, books each with who, why and when', async () => {
    const { sku } = await addProduct(catalog);
    expect(await adjust(catalog, sku, { kind: 'in', quantity: 10 })).toMatchObject({
      onHand: 10,
      available: 10,
      held: 0,
    });
    expect(await adjust(catalog, sku, { kind: 'out', quantity: 3, reason: 'Broken' })).toMatchObject({ onHand: 7 });
    expect(await adjust(catalog, sku, { kind: 'set', quantity: 8, reason: 'Counted' })).toMatchObject({ onHand: 8 });
    const { data, next } = await movementsOf(sku);
    expect(next).toBeNull();
    expect(data).toMatchObject([
      { sku, kind: 'set', quantity: 8, delta: 1, onHand: 8, available: 8, reason: 'Counted', by: 'admin-1' },
      { sku, kind: 'out', quantity: 3, delta: -3, onHand: 7, reason: 'Broken' },
      { sku, kind: 'in', quantity: 10, delta: 10, onHand: 10, reason: 'Delivery' },
    ]);
    await eventually(() => {
      const events = catalog.published(StockAdjustedV1).filter(({ subject }) => subject === sku);
      expect(events.map(({ sequence, data: { delta, onHand } }) => [sequence, delta, onHand])).toEqual([
        [1, 10, 10],
        [2, -3, 7],
        [3, 1, 8],
      ]);
    });
  });

  it('when orders hold pieces, leaves at least those', async () => {
    const { sku } = await addProduct(catalog, { pieces: 5 });
    await orderEvents(catalog).created([{ sku, quantity: 3 }]);
    for (const body of [
      { kind: 'out', quantity: 3, reason: 'x' },
      { kind: 'set', quantity: 2, reason: 'x' },
    ]) {
      const reply = await catalog.api.post(`/v1/admin/inventory/${sku}/adjustments`, { token: admin, body });
      expect(reply).toMatchObject({ status: 409, body: { code: 'stock.is-held', held: 3, onHand: 5 } });
    }
    expect(await adjust(catalog, sku, { kind: 'out', quantity: 2 })).toMatchObject({
      onHand: 3,
      available: 0,
      held: 3,
    });
  });

  it('when repeated with its key, books once; even if the first reply was lost', async () => {
    const { sku } = await addProduct(catalog);
    const headers = { 'idempotency-key': randomUUID() };
    await adjust(catalog, sku, { kind: 'in', quantity: 4 }, headers);
    await adjust(catalog, sku, { kind: 'in', quantity: 4 }, headers);
    expect(await stockOf(catalog, sku)).toMatchObject({ onHand: 4 });
    await loseReplies();
    expect(await adjust(catalog, sku, { kind: 'in', quantity: 4 }, headers)).toMatchObject({ onHand: 4 });
    expect((await movementsOf(sku)).data).toHaveLength(1);
  });

  it('when repeated after hundreds of others and a lost reply, books once', async () => {
    const { sku } = await addProduct(catalog);
    const headers = { 'idempotency-key': randomUUID() };
    await adjust(catalog, sku, { kind: 'in', quantity: 4 }, headers);
    for (let count = 0; count < 210; count++) await adjust(catalog, sku, { kind: 'in', quantity: 1 });
    await loseReplies();
    expect(await adjust(catalog, sku, { kind: 'in', quantity: 4 }, headers)).toMatchObject({ onHand: 214 });
    expect(await movementsOf(sku, '?limit=1')).toMatchObject({ count: 211, data: [{ place: 211, onHand: 214 }] });
  });

  it('when cut off before the movement is logged, logs it later, once', async () => {
    const { sku } = await addProduct(catalog);
    await adjust(catalog, sku, { kind: 'in', quantity: 1 });
    const [movement] = (await movementsOf(sku)).data;
    const client = await mongo.MongoClient.connect(catalog.mongodbUri);
    const database = client.db('catalog-service');
    await database.collection('stock-movements').deleteMany({ sku });
    const { id: _id, ...row } = movement as Movement & { at: string };
    await database
      .collection<{ _id: string }>('stock')
      .updateOne({ _id: sku }, { $set: { unfiled: [{ id: _id, ...row, at: new Date(row.at) }] } });
    await catalog.container.get(T.StockRepository).fileMovements();
    await catalog.container.get(T.StockRepository).fileMovements();
    expect((await movementsOf(sku)).data).toEqual([movement]);
    expect(await database.collection<{ _id: string }>('stock').findOne({ _id: sku })).toMatchObject({ unfiled: [] });
    await client.close();
  });

  it('when many adjust one SKU while orders come, loses nothing', async () => {
    const { sku } = await addProduct(catalog, { pieces: 50 });
    const orders = Array.from({ length: 20 }, () => orderEvents(catalog).created([{ sku, quantity: 1 }]));
    const adjustments = Array.from({ length: 10 }, () => adjust(catalog, sku, { kind: 'in', quantity: 2 }));
    await Promise.all([...orders, ...adjustments]);
    expect(await stockOf(catalog, sku)).toMatchObject({ onHand: 70, available: 50, held: 20 });
    expect((await movementsOf(sku)).data).toHaveLength(11);
  });

  it.each([
    ['a negative quantity', { quantity: -1 }],
    ['half a piece', { quantity: 1.5 }],
    ['far too many', { quantity: 1e9 }],
    ['a quantity that is text', { quantity: '1' }],
    ['no reason', { reason: ' ' }],
    ['a reason on two lines', { reason: 'Counted\nby hand' }],
    ['a reason that cannot be seen', { reason: '\u200b' }],
    ['an unknown kind', { kind: 'steal' }],
    ['an unknown field', { onHand: 5 }],
    ['an operator', { quantity: { $inc: 1 } }],
  ])('when sent with %s, refuses', async (_what, overrides) => {
    const { sku } = await addProduct(catalog);
    const body = { kind: 'in', quantity: 1, reason: 'x', ...overrides };
    const reply = await catalog.api.post(`/v1/admin/inventory/${sku}/adjustments`, { token: admin, body });
    expect(reply).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });

  it('when no product has the SKU, finds nothing', async () => {
    const body = { kind: 'in', quantity: 1, reason: 'x' };
    const reply = await catalog.api.post('/v1/admin/inventory/NONE/adjustments', { token: admin, body });
    expect(reply).toMatchObject({ status: 404, body: { code: 'stock.not-found' } });
  });
});

describe('a process that is killed', () => {
  it('when a product is stored and its stock is not, the stock follows later', async () => {
    const { id, sku } = await addProduct(catalog);
    const client = await mongo.MongoClient.connect(catalog.mongodbUri);
    const database = client.db('catalog-service');
    await database.collection<{ _id: string }>('stock').deleteOne({ _id: sku });
    await database.collection<{ _id: string }>('products').updateOne({ _id: id }, { $set: { isStockStale: true } });
    const inAMinute = new Date(Date.now() + 60_000);
    await catalog.container.get(T.ProductStock).followAll(inAMinute);
    expect(await stockOf(catalog, sku)).toMatchObject({ productId: id, onHand: 0, available: 0 });
    expect(await adjust(catalog, sku, { kind: 'in', quantity: 2 })).toMatchObject({ onHand: 2 });
    expect(await database.collection<{ _id: string }>('products').findOne({ _id: id })).toMatchObject({
      isStockStale: false,
    });
    await client.close();
  });

  it('when the stock of one product cannot follow, that of the others does', async () => {
    const client = await mongo.MongoClient.connect(catalog.mongodbUri);
    const database = client.db('catalog-service');
    const products = database.collection<{ _id: string }>('products');
    const stock = database.collection<{ _id: string }>('stock');
    const [first, poisonous, last] = [await addProduct(catalog), await addProduct(catalog), await addProduct(catalog)];
    const ids = [first.id, poisonous.id, last.id];
    await products.updateOne({ _id: poisonous.id }, { $set: { variants: null } });
    await products.updateMany({ _id: { $in: ids } }, { $set: { isStockStale: true } });
    await stock.deleteMany({ _id: { $in: [first.sku, last.sku] } });
    const inAMinute = new Date(Date.now() + 60_000);
    const followAll = () => catalog.container.get(T.ProductStock).followAll(inAMinute);
    await expect(followAll()).rejects.toMatchObject({ failures: [{ row: poisonous.id }] });
    for (const { id, sku } of [first, last]) expect(await stockOf(catalog, sku)).toMatchObject({ productId: id });
    // It does not stand in the way of the next run.
    await followAll();
    await products.deleteOne({ _id: poisonous.id });
    await client.close();
  });

  it('when it knew whose stock had changed, all products are looked at by the next one', async () => {
    const [there, gone] = [await addProduct(catalog, { pieces: 1 }), await addProduct(catalog)];
    const client = await mongo.MongoClient.connect(catalog.mongodbUri);
    const products = client.db('catalog-service').collection<{ _id: string; inStock: boolean }>('products');
    await products.updateOne({ _id: there.id }, { $set: { inStock: false } });
    await products.updateOne({ _id: gone.id }, { $set: { inStock: true } });
    await catalog.container.get(T.InStockFlags).refresh();
    expect(await products.findOne({ _id: there.id })).toMatchObject({ inStock: true });
    expect(await products.findOne({ _id: gone.id })).toMatchObject({ inStock: false });
    await client.close();
  });
});

describe('GET /v1/admin/inventory', () => {
  it('when given the beginning of a SKU, lists those; when asked for low ones, the scarcest first', async () => {
    const prefix = `P${randomUUID().slice(0, 6)}`;
    const skus = ['A', 'B', 'C', 'D'].map((letter) => `${prefix}-${letter}`);
    await addProduct(catalog, { skus });
    for (const [index, sku] of skus.entries()) {
      if (index > 0) await adjust(catalog, sku, { kind: 'in', quantity: 4 - index });
    }
    const list = async (query: string) => {
      const { body } = await catalog.api.get(`/v1/admin/inventory?q=${prefix}${query}`, { token: admin });
      return [
        body.count,
        ...body.data.map(({ sku, available }: { sku: string; available: number }) => `${sku.at(-1) ?? ''}${available}`),
      ];
    };
    expect(await list('')).toEqual([4, 'A0', 'B3', 'C2', 'D1']);
    expect(await list('&low=true')).toEqual([3, 'A0', 'D1', 'C2']);
    expect(await list('-B')).toEqual([1, 'B3']);
    expect(await list('&limit=1&offset=2')).toEqual([4, 'C2']);
  });

  it.each(['q=.*', 'q[$ne]=1', 'low=1', 'limit=1000', 'sku=X'])('when asked with %s, refuses', async (query) => {
    expect((await catalog.api.get(`/v1/admin/inventory?${query}`, { token: admin })).status).toBe(400);
  });
});

describe('GET /v1/admin/inventory/:sku/movements', () => {
  it('when orders are paid, and cancelled after that, tells of each, and adds up to what is there', async () => {
    const { sku } = await addProduct(catalog, { pieces: 5 });
    const [kept, cancelled, unpaid] = [orderEvents(catalog), orderEvents(catalog), orderEvents(catalog)];
    const lines = [{ sku, quantity: 1 }];
    for (const order of [kept, cancelled, unpaid]) await order.created(lines);
    for (const order of [kept, cancelled]) for (let time = 1; time <= 2; time++) await order.confirmed(lines);
    for (const order of [cancelled, unpaid]) for (let time = 1; time <= 2; time++) await order.cancelled();
    // The news that it was paid comes once more.
    await cancelled.confirmed(lines);
    const { data } = await movementsOf(sku);
    expect(data).toMatchObject([
      { place: 4, kind: 'restocked', quantity: 1, delta: 1, onHand: 4, orderId: cancelled.orderId, by: null },
      { place: 3, kind: 'sold', quantity: 1, delta: -1, onHand: 3, orderId: cancelled.orderId, by: null },
      { place: 2, kind: 'sold', quantity: 1, delta: -1, onHand: 4, orderId: kept.orderId, by: null },
      { place: 1, kind: 'in', quantity: 5, delta: 5, onHand: 5, orderId: null, by: 'admin-1' },
    ]);
    expect(await stockOf(catalog, sku)).toMatchObject({ onHand: 4, available: 4 });
  });

  it('when the movements of one SKU cannot be logged, logs those of the others', async () => {
    const client = await mongo.MongoClient.connect(catalog.mongodbUri);
    const database = client.db('catalog-service');
    const stock = database.collection<{ _id: string; unfiled: unknown }>('stock');
    const skus = ['A', 'B', 'C'].map((letter) => `${letter}-${aSku()}`);
    const [first = '', poisonous = '', last = ''] = skus;
    await addProduct(catalog, { skus });
    await stock.updateOne({ _id: poisonous }, { $set: { unfiled: [null] } });
    for (const sku of [first, last]) await adjust(catalog, sku, { kind: 'in', quantity: 1 });
    await expect(catalog.container.get(T.StockRepository).fileMovements()).rejects.toMatchObject({
      failures: [{ row: poisonous }],
    });
    const logged = await database.collection('stock-movements').distinct('sku', { sku: { $in: skus } });
    expect(logged.sort()).toEqual([first, last]);
    await stock.updateOne({ _id: poisonous }, { $set: { unfiled: [] } });
    await client.close();
  });

  it('when there are more than fit a page, leads from page to page', async () => {
    const { sku } = await addProduct(catalog);
    for (let quantity = 1; quantity <= 5; quantity++) await adjust(catalog, sku, { kind: 'in', quantity });
    const first = await movementsOf(sku, '?limit=3');
    expect(first.data.map(({ delta }) => delta)).toEqual([5, 4, 3]);
    expect(first).toMatchObject({ count: 5, isCountCapped: false, limit: 3, offset: 0 });
    const second = await movementsOf(sku, `?limit=3&cursor=${first.next ?? ''}`);
    expect([second.data.map(({ delta }) => delta), second.next]).toEqual([[2, 1], null]);
  });

  it.each(['cursor=x', 'cursor=2026-01-01T00:00:00.000Z', 'cursor[$ne]=1', 'offset=1001'])(
    'when asked with %s, refuses',
    async (query) => {
      const { sku } = await addProduct(catalog);
      expect((await catalog.api.get(`/v1/admin/inventory/${sku}/movements?${query}`, { token: admin })).status).toBe(
        400,
      );
    },
  );
});

describe('GET /v1/admin/inventory/:sku/reservations', () => {
  it('when orders hold pieces, says which and how many, and no more once they have ended', async () => {
    const { sku } = await addProduct(catalog, { pieces: 9 });
    const [first, second] = [orderEvents(catalog), orderEvents(catalog)];
    await first.created([{ sku, quantity: 2 }]);
    await second.created([{ sku, quantity: 3 }]);
    const path = `/v1/admin/inventory/${sku}/reservations`;
    const { body } = await catalog.api.get(path, { token: admin });
    expect(body).toMatchObject({
      count: 2,
      data: [first, second]
        .map(({ orderId }, index) => ({ orderId, quantity: index + 2, status: 'reserved' }))
        .sort((a, b) => (a.orderId < b.orderId ? -1 : 1)),
    });
    const page = (query: string) => catalog.api.get(`${path}${query}`, { token: admin });
    const ofOne = await page('?limit=1');
    const ofOther = await page(`?limit=1&cursor=${String(ofOne.body.next)}`);
    const orderIds = [ofOne, ofOther].map(({ body }) => body.data[0].orderId as string);
    expect(orderIds).toEqual([first.orderId, second.orderId].sort());
    expect(ofOther.body).toMatchObject({ count: 2, next: null });
    await first.cancelled();
    await second.confirmed([{ sku, quantity: 3 }]);
    expect((await catalog.api.get(path, { token: admin })).body).toMatchObject({ count: 0, data: [] });
  });

  it.each(['movements', 'reservations'])('when there is no such SKU, %s are not found', async (what) => {
    const reply = await catalog.api.get(`/v1/admin/inventory/${aSku()}/${what}`, { token: admin });
    expect(reply).toMatchObject({ status: 404, body: { code: 'stock.not-found' } });
  });
});
