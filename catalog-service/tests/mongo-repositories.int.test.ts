import { currentCause, runBecauseOf } from '@souk/chassis/execution-context';
import { ProductArchivedV1, ProductPublishedV1 } from '@souk/contracts/catalog-events';
import type { EventContract } from '@souk/contracts/event';
import { StockAdjustedV1, StockReleasedV1, StockReservedV1 } from '@souk/contracts/inventory-events';
import { eventually } from '@souk/testing/eventually';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { T } from '../src/composition/tokens.ts';
import { aDraft, aPublishedProduct, later, teaVariant } from './a-product.ts';
import { aReservation, at, pricedLine } from './a-reservation.ts';
import { categoriesContract } from './categories-contract.ts';
import { startComposedService, type ComposedService } from './composed-service.ts';
import { imageClaimsContract } from './image-claims-contract.ts';
import { productRepositoryContract } from './product-repository-contract.ts';
import { reservationRepositoryContract } from './reservation-repository-contract.ts';
import { stockHoldsContract } from './stock-holds-contract.ts';
import { stockRepositoryContract } from './stock-repository-contract.ts';
import { anAdjustment, aStockOf, type StockUnderTest } from './stock-under-test.ts';

let service: ComposedService;
let client: mongo.MongoClient;
const products = () => service.container.get(T.ProductRepository);
const reservations = () => service.container.get(T.ReservationRepository);
const categories = () => service.container.get(T.Categories);
const imageClaims = () => service.container.get(T.ImageClaims);
const collection = (name: string) => client.db('catalog-service').collection<{ _id: string; version: number }>(name);

const openStock = (): StockUnderTest => ({
  stock: service.container.get(T.StockRepository),
  holds: service.container.get(T.StockHolds),
  // A SKU has a stock as soon as a product sells it.
  add: (sku) => products().add(aDraft({ id: `product-of-${sku}`, slug: sku, variants: [{ ...teaVariant, sku }] })),
  movementsOf: async (sku) => (await service.container.get(T.Inventory).movements(sku, { limit: 100, offset: 0 })).data,
});

beforeAll(async () => {
  service = await startComposedService();
  client = await mongo.MongoClient.connect(service.mongodbUri);
});

afterAll(async () => {
  await client.close();
  await service.stop();
});

productRepositoryContract('MongoProductRepository', products);
reservationRepositoryContract('MongoReservationRepository', reservations);
stockRepositoryContract('MongoStockRepository', openStock);
stockHoldsContract('MongoStockHolds', openStock);
categoriesContract('MongoCategories', categories);
imageClaimsContract('MongoImageClaims', imageClaims);

describe('every change', () => {
  /** What was published about something: of which type, in which place, about what. */
  const publishedAbout = (subject: string, ...contracts: readonly EventContract[]) =>
    contracts
      .flatMap((contract) => service.published(contract))
      .filter((event) => event.subject === subject)
      .map(({ type, sequence, data }) => ({ type, sequence, data }));

  it('when a product is published and archived, is told with what the product then is, once', async () => {
    const product = aDraft({ id: 'told', slug: 'told', variants: [{ ...teaVariant, sku: 'TOLD' }] });
    product.publish(at);
    for (let time = 1; time <= 2; time++) {
      await products().add(product);
      await products().update('told', (stored) => stored.archive(later));
    }
    const { slug, name, description, category, variants } = product.state;
    const data = { productId: 'told', slug, name, description, category, variants, images: [] };
    await eventually(() => {
      expect(publishedAbout('told', ProductPublishedV1, ProductArchivedV1)).toEqual([
        { type: ProductPublishedV1.type, sequence: 1, data },
        { type: ProductArchivedV1.type, sequence: 2, data },
      ]);
    });
  });

  it('when stock is reserved and released, is told, once', async () => {
    await reservations().add(aReservation({ orderId: 'told' }));
    for (let time = 1; time <= 2; time++) {
      await reservations().update('told', (reservation) => reservation.reserve([pricedLine], at));
      await reservations().update('told', (reservation) => reservation.release(at));
    }
    await eventually(() => {
      expect(publishedAbout('told', StockReservedV1, StockReleasedV1)).toEqual([
        { type: StockReservedV1.type, sequence: 1, data: { orderId: 'told', lines: [pricedLine] } },
        { type: StockReleasedV1.type, sequence: 2, data: { orderId: 'told' } },
      ]);
    });
  });

  it('when one request adjusts stock many times at once and again, is made and told once', async () => {
    const { stock, movementsOf } = openStock();
    const sku = await aStockOf(0, openStock());
    const request = { id: 'request-1', topic: 'requests', subject: 'request-1', sequence: 1 };
    const asked = () =>
      runBecauseOf({ ...currentCause(), message: request }, () => stock.adjust(sku, anAdjustment({ quantity: 4 })));
    await Promise.all(Array.from({ length: 8 }, asked));
    expect(await asked()).toMatchObject({ onHand: 4, available: 4 });
    expect(await movementsOf(sku)).toMatchObject([{ delta: 4, place: 1 }]);
    await eventually(() => {
      const data = { sku, delta: 4, onHand: 4, available: 4, reason: 'Delivery' };
      expect(publishedAbout(sku, StockAdjustedV1)).toEqual([{ type: StockAdjustedV1.type, sequence: 1, data }]);
    });
  });

  it('when a stock was stored before movements were counted, counts from the first one on', async () => {
    const { stock, holds, movementsOf } = openStock();
    const stocks = [await aStockOf(0, openStock()), await aStockOf(0, openStock())];
    await client
      .db('catalog-service')
      .collection<{ _id: string }>('stock')
      .updateMany({ _id: { $in: stocks } }, { $set: { onHand: 5, available: 5 }, $unset: { moved: '' } });
    const [adjusted, sold] = stocks as [string, string];
    await stock.adjust(adjusted, anAdjustment());
    const { state } = aReservation({ orderId: 'uncounted', lines: [{ sku: sold, quantity: 2 }] });
    await holds.hold(state, state.lines[0]!);
    await holds.commit(state, at);
    expect(await movementsOf(adjusted)).toMatchObject([{ delta: 1, onHand: 6, place: 1 }]);
    expect(await movementsOf(sold)).toMatchObject([{ delta: -2, onHand: 3, place: 1 }]);
    await stock.adjust(sold, anAdjustment());
    expect(await movementsOf(sold)).toMatchObject([{ place: 2 }, { place: 1 }]);
  });

  it('when nothing changes, writes nothing', async () => {
    await products().add(aDraft({ id: 'same', slug: 'same', variants: [] }));
    await reservations().add(aReservation({ orderId: 'same' }));
    await reservations().update('same', (reservation) => reservation.release(at));
    const versionIn = async (name: string) => (await collection(name).findOne({ _id: 'same' }))!.version;
    const versions = async () => [await versionIn('products'), await versionIn('reservations')];
    const before = await versions();
    await products().update('same', (product) => product.describe({ slug: 'same' }, later));
    await reservations().update('same', (reservation) => reservation.release(later));
    expect(await versions()).toEqual(before);
  });

  it('when a product is added again after it was changed, its stock keeps following the change', async () => {
    const aVariant = (sku: string) => ({ ...teaVariant, sku });
    const product = aDraft({ id: 'again', slug: 'again', variants: [aVariant('AGAIN-1')] });
    await products().add(product);
    await products().update('again', (stored) => {
      stored.addVariant(aVariant('AGAIN-2'), later);
      stored.removeVariant('AGAIN-1', later);
    });
    await products().add(product);
    const { data } = await service.container.get(T.Inventory).find({ q: 'AGAIN-' }, { limit: 10, offset: 0 });
    expect(data.map(({ sku, productId }) => [sku, productId])).toEqual([
      ['AGAIN-1', null],
      ['AGAIN-2', 'again'],
    ]);
  });

  it('when a product changes, leaves to others what they keep in its document', async () => {
    const sku = 'FLAGGED';
    const product = aPublishedProduct({ id: 'flagged', slug: 'flagged', variants: [{ ...teaVariant, sku }] });
    await products().add(product);
    await openStock().stock.adjust(sku, anAdjustment());
    await service.container.get(T.InStockFlags).refresh();
    await products().update('flagged', (stored) => stored.describe({ name: 'Mint' }, later));
    expect(await collection('products').findOne({ _id: 'flagged' })).toMatchObject({ name: 'Mint', inStock: true });
  });
});

describe('every index', () => {
  const usesOf = async (name: string, index: string) => {
    const stats = collection(name).aggregate<{ name: string; accesses: { ops: bigint } }>([{ $indexStats: {} }]);
    return Number((await stats.toArray()).find((each) => each.name === index)!.accesses.ops);
  };

  it.each([
    ['products', 'category-by-createdAt', () => products().isCategoryInUse('tea')],
    ['reservations', 'updatedAt_1', () => reservations().leftBehind({ since: at, now: at }, 10)],
    ['categories', 'position_1__id_1', () => categories().all()],
    ['image-uploads', 'dueAt_1', () => imageClaims().due(at, 10)],
  ])('when %s are asked for what %s was made for, uses it', async (name, index, ask) => {
    const before = await usesOf(name, index);
    await ask();
    expect(await usesOf(name, index)).toBe(before + 1);
  });
});
