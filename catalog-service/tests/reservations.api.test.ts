import type { EventContract } from '@souk/contracts/event';
import { StockCommittedV1, StockRejectedV1, StockReleasedV1, StockReservedV1 } from '@souk/contracts/inventory-events';
import { eventually } from '@souk/testing/eventually';
import { MOST_LINES, MOST_PIECES } from '@souk/kernel/limits';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { T } from '../src/composition/tokens.ts';
import {
  addProduct,
  admin,
  aSku,
  euros,
  orderEvents,
  startCatalog,
  stockOf,
  type RunningCatalog,
} from './running-catalog.ts';

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await startCatalog();
});
afterAll(() => catalog.stop());

/** The events about an order, once there are as many as expected. */
const publishedFor = <Contract extends EventContract>(contract: Contract, orderId: string, count = 1) =>
  eventually(() => {
    const events = catalog.published(contract).filter(({ subject }) => subject === orderId);
    expect(events).toHaveLength(count);
    return events;
  });

describe('order.created', () => {
  it('when everything is there, holds it and says what it costs right now', async () => {
    const { id, sku } = await addProduct(catalog, { pieces: 5 });
    const other = await addProduct(catalog, { pieces: 5, name: 'Bowl' });
    const { orderId, created } = orderEvents(catalog);
    const event = await created([
      { sku, quantity: 2 },
      { sku: other.sku, quantity: 1 },
      { sku, quantity: 1 },
    ]);
    const [reserved] = await publishedFor(StockReservedV1, orderId);
    expect(reserved).toMatchObject({ sequence: 1, correlationid: orderId, causationid: event.id });
    expect(reserved?.data.lines).toHaveLength(2);
    expect(reserved?.data.lines).toEqual(
      expect.arrayContaining([
        { sku, productId: id, name: 'Green tea, 100 g', unitPrice: euros(1250), quantity: 3 },
        { sku: other.sku, productId: other.id, name: 'Bowl, 100 g', unitPrice: euros(1250), quantity: 1 },
      ]),
    );
    expect(await stockOf(catalog, sku)).toMatchObject({ onHand: 5, available: 2, held: 3 });
  });

  it('when it comes twice, holds once', async () => {
    const { sku } = await addProduct(catalog, { pieces: 5 });
    const { orderId, created } = orderEvents(catalog);
    const { id, sequence } = await created([{ sku, quantity: 2 }]);
    await created([{ sku, quantity: 2 }], { id, sequence });
    await publishedFor(StockReservedV1, orderId);
    expect(await stockOf(catalog, sku)).toMatchObject({ available: 3, held: 2 });
  });

  it('when one line is short, holds none and says which and how short', async () => {
    const { sku } = await addProduct(catalog, { pieces: 5 });
    const scarce = await addProduct(catalog, { pieces: 1 });
    const { orderId, created } = orderEvents(catalog);
    await created([
      { sku, quantity: 2 },
      { sku: scarce.sku, quantity: 2 },
    ]);
    const [rejected] = await publishedFor(StockRejectedV1, orderId);
    expect(rejected?.data.shortages).toEqual([{ sku: scarce.sku, requested: 2, available: 1 }]);
    expect(await stockOf(catalog, sku)).toMatchObject({ available: 5, held: 0 });
    expect(await stockOf(catalog, scarce.sku)).toMatchObject({ available: 1, held: 0 });
  });

  it('when several lines are short, says all of them', async () => {
    const skus = [`A-${aSku()}`, `B-${aSku()}`, `C-${aSku()}`] as const;
    await addProduct(catalog, { skus: [skus[0], skus[2]], pieces: 1 });
    await addProduct(catalog, { skus: [skus[1]], pieces: 9 });
    const { orderId, created } = orderEvents(catalog);
    await created(skus.map((sku) => ({ sku, quantity: 2 })));
    const [rejected] = await publishedFor(StockRejectedV1, orderId);
    expect(rejected?.data.shortages).toEqual([
      { sku: skus[0], requested: 2, available: 1 },
      { sku: skus[2], requested: 2, available: 1 },
    ]);
  });

  it('when a product is archived, a draft or unknown, has nothing of it', async () => {
    const archived = await addProduct(catalog, { pieces: 5 });
    await catalog.api.delete(`/v1/admin/products/${archived.id}`, { token: admin });
    const draft = await addProduct(catalog, { pieces: 5, publish: false });
    for (const sku of [archived.sku, draft.sku, 'NO-SUCH-SKU']) {
      const { orderId, created } = orderEvents(catalog);
      await created([{ sku, quantity: 1 }]);
      const [rejected] = await publishedFor(StockRejectedV1, orderId);
      expect(rejected?.data.shortages).toEqual([{ sku, requested: 1, available: 0 }]);
    }
  });

  it('when the price changes afterwards, the order keeps its own; the next one pays the new one', async () => {
    const { id, sku } = await addProduct(catalog, { pieces: 5 });
    const [before, after] = [orderEvents(catalog), orderEvents(catalog)];
    await before.created([{ sku, quantity: 1 }]);
    await catalog.api.patch(`/v1/admin/products/${id}/variants/${sku}`, { token: admin, body: { price: euros(99) } });
    await after.created([{ sku, quantity: 1 }]);
    const priceFor = async (orderId: string) =>
      (await publishedFor(StockReservedV1, orderId))[0]?.data.lines[0]?.unitPrice;
    expect(await priceFor(before.orderId)).toEqual(euros(1250));
    expect(await priceFor(after.orderId)).toEqual(euros(99));
  });
});

describe('the largest order there is', () => {
  it('when it has 50 lines of 99 pieces, some of them for nothing, is reserved and sold', async () => {
    const skus = Array.from({ length: MOST_LINES }, () => aSku());
    const variants = skus.map((sku, index) => ({ sku, name: '100 g', price: euros(index % 2 === 0 ? 0 : 1250) }));
    await addProduct(catalog, { skus: skus.slice(0, 25), variants: variants.slice(0, 25), pieces: 100 });
    await addProduct(catalog, { skus: skus.slice(25), variants: variants.slice(25), pieces: 100 });
    const { orderId, created, confirmed } = orderEvents(catalog);
    const lines = skus.map((sku) => ({ sku, quantity: MOST_PIECES }));
    await created(lines);
    const [reserved] = await publishedFor(StockReservedV1, orderId);
    expect(reserved?.data.lines).toHaveLength(MOST_LINES);
    await confirmed(lines);
    await publishedFor(StockCommittedV1, orderId);
    for (const sku of [skus[0]!, skus[49]!]) expect(await stockOf(catalog, sku)).toMatchObject({ onHand: 1, held: 0 });
  });
});

describe('order.cancelled', () => {
  it('when stock is held, makes it available again, once', async () => {
    const { sku } = await addProduct(catalog, { pieces: 5 });
    const { orderId, created, cancelled } = orderEvents(catalog);
    await created([{ sku, quantity: 2 }]);
    const { id, sequence } = await cancelled();
    await cancelled({ id, sequence });
    expect(await publishedFor(StockReleasedV1, orderId)).toMatchObject([{ sequence: 2, data: { orderId } }]);
    expect(await stockOf(catalog, sku)).toMatchObject({ onHand: 5, available: 5, held: 0 });
  });

  it('when it comes before order.created, nothing is ever held', async () => {
    const { sku } = await addProduct(catalog, { pieces: 5 });
    const { orderId, created, cancelled } = orderEvents(catalog);
    await cancelled({ sequence: 2 });
    await created([{ sku, quantity: 2 }], { sequence: 1 });
    expect(await stockOf(catalog, sku)).toMatchObject({ available: 5, held: 0 });
    await publishedFor(StockReservedV1, orderId, 0);
  });

  it('when order.created comes again afterwards, nothing is held again', async () => {
    const { sku } = await addProduct(catalog, { pieces: 5 });
    const { created, cancelled } = orderEvents(catalog);
    const { id, sequence } = await created([{ sku, quantity: 2 }]);
    await cancelled();
    await created([{ sku, quantity: 2 }], { id, sequence });
    expect(await stockOf(catalog, sku)).toMatchObject({ available: 5, held: 0 });
  });

  it('when the stock was rejected, changes nothing', async () => {
    const { sku } = await addProduct(catalog, { pieces: 1 });
    const { orderId, created, cancelled } = orderEvents(catalog);
    await created([{ sku, quantity: 2 }]);
    await cancelled();
    await publishedFor(StockRejectedV1, orderId);
    await publishedFor(StockReleasedV1, orderId, 0);
    expect(await stockOf(catalog, sku)).toMatchObject({ onHand: 1, available: 1 });
  });
});

describe('order.confirmed', () => {
  it('when stock is held, takes it out, once', async () => {
    const { sku } = await addProduct(catalog, { pieces: 5 });
    const { orderId, created, confirmed } = orderEvents(catalog);
    const lines = [{ sku, quantity: 2 }];
    await created(lines);
    const { id, sequence } = await confirmed(lines);
    await confirmed(lines, { id, sequence });
    expect(await publishedFor(StockCommittedV1, orderId)).toMatchObject([{ sequence: 2, data: { orderId } }]);
    expect(await stockOf(catalog, sku)).toMatchObject({ onHand: 3, available: 3, held: 0 });
  });
});

describe('200 buyers of 50 pieces', () => {
  it('when all come at once, 50 get one', async () => {
    const { sku } = await addProduct(catalog, { pieces: 50 });
    const orders = Array.from({ length: 200 }, () => orderEvents(catalog));
    await Promise.all(orders.map(({ created }) => created([{ sku, quantity: 1 }])));
    const ids = new Set(orders.map(({ orderId }) => orderId));
    await eventually(() => {
      const count = (contract: EventContract) =>
        catalog.published(contract).filter(({ subject }) => ids.has(subject)).length;
      expect([count(StockReservedV1), count(StockRejectedV1)]).toEqual([50, 150]);
    });
    expect(await stockOf(catalog, sku)).toMatchObject({ onHand: 50, available: 0, held: 50 });
  });

  it('when there are none left, those who come too late leave nothing behind in the stock', async () => {
    const { sku } = await addProduct(catalog, { pieces: 1 });
    const rush = async (count: number) => {
      const orders = Array.from({ length: count }, () => orderEvents(catalog));
      await Promise.all(orders.map(({ created }) => created([{ sku, quantity: 1 }])));
      return orders;
    };
    await rush(20);
    const stored = catalog.container.get(T.ReservationRepository);
    const late = await rush(20);
    const client = await mongo.MongoClient.connect(catalog.mongodbUri);
    const document = await client.db('catalog-service').collection<{ _id: string }>('stock').findOne({ _id: sku });
    await client.close();
    // The product's, the delivery's and the one hold.
    expect(document).toMatchObject({ available: 0, version: 3 });
    expect(Object.values((document as unknown as { holds: object }).holds)).toEqual([{ quantity: 1 }]);
    for (const { orderId } of late) {
      expect(await stored.find(orderId)).toMatchObject({ status: 'rejected', isUnfinished: false });
    }
  });

  it('when pieces come back, the next buyer has them at once', async () => {
    const { sku } = await addProduct(catalog, { pieces: 1 });
    const [first, second, third] = [orderEvents(catalog), orderEvents(catalog), orderEvents(catalog)];
    for (const { created } of [first, second]) await created([{ sku, quantity: 1 }]);
    await publishedFor(StockRejectedV1, second.orderId);
    await first.cancelled();
    await third.created([{ sku, quantity: 1 }]);
    await publishedFor(StockReservedV1, third.orderId);
  });

  it('when each wants two things of which there are 50, 50 get both', async () => {
    const { skus } = await addProduct(catalog, { skus: [aSku(), aSku()], pieces: 50 });
    const orders = Array.from({ length: 100 }, () => orderEvents(catalog));
    // Half of them name the two the other way round.
    await Promise.all(
      orders.map(({ created }, index) => {
        const lines = skus.map((sku) => ({ sku, quantity: 1 }));
        return created(index % 2 === 0 ? lines : lines.toReversed());
      }),
    );
    for (const sku of skus) expect(await stockOf(catalog, sku)).toMatchObject({ available: 0, held: 50 });
  });
});
