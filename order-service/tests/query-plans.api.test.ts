import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderFilter } from '../src/application/ports/order-list.ts';
import { MongoGuestHolds, type GuestHoldsDocument } from '../src/infrastructure/persistence/mongo-guest-holds.ts';
import { MongoOrderList } from '../src/infrastructure/persistence/mongo-order-list.ts';
import { MongoOrderRepository } from '../src/infrastructure/persistence/mongo-order-repository.ts';
import type { OrderDocument } from '../src/infrastructure/persistence/order-document.ts';
import { at, minutesLater, orders as situations } from './an-order.ts';
import { startComposedService, type ComposedService } from './composed-service.ts';

const COUNT = 3_000;

let service: ComposedService;
let client: mongo.MongoClient;

beforeAll(async () => {
  service = await startComposedService();
  client = await mongo.MongoClient.connect(service.mongodbUri);
  const documents = Array.from({ length: COUNT }, (_, n): OrderDocument => {
    const names = Object.keys(situations) as (keyof typeof situations)[]; // The keys of an object are strings to the compiler.
    const id = `order-${n}`;
    const { state } = situations[names[n % names.length]!]({ id, cartId: `cart-${n}`, at: minutesLater(n >> 1) });
    const bookKeeping = { _id: id, version: 1, sequences: {}, outbox: [], seen: {} };
    return {
      ...state,
      checkoutKey: `checkout-${n}`,
      placedAt: minutesLater(n >> 1),
      ...bookKeeping,
      inbox: ['x'.repeat(2_000)],
    };
  });
  await client.db('order-service').collection<OrderDocument>('orders').insertMany(documents);
});

afterAll(async () => {
  await client.close();
  await service.stop();
});

/** The collection, which remembers how each query would be answered. */
function recorded() {
  const looks: (() => Promise<mongo.Document>)[] = [];
  const collection = client.db('order-service').collection<OrderDocument>('orders');
  const proxy = new Proxy(collection, {
    get: (target, method) => {
      const value: unknown = Reflect.get(target, method);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        const result: unknown = value.apply(target, args);
        if (method === 'find') looks.push(() => (result as mongo.FindCursor).clone().explain('executionStats'));
        if (method === 'findOne' || method === 'countDocuments') {
          const [filter, options] = args as [mongo.Filter<OrderDocument>, mongo.FindOptions];
          looks.push(() => target.find(filter, { ...options, limit: options.limit ?? 1 }).explain('executionStats'));
        }
        return result;
      };
    },
  });
  return { looks, collection: proxy };
}

type Collection = mongo.Collection<OrderDocument>;

/** How each query that `run` makes is answered. */
async function plansOf(run: (collection: Collection) => Promise<unknown>) {
  const { looks, collection } = recorded();
  await run(collection);
  expect(looks).not.toEqual([]);
  return Promise.all(
    looks.map(async (explain) => {
      const { queryPlanner, executionStats } = await explain();
      const text = JSON.stringify(queryPlanner.winningPlan);
      const stages = [...text.matchAll(/"stage":"(\w+)"/g)].map(([, stage]) => stage);
      return { stages, examined: executionStats.totalDocsExamined as number, keys: executionStats.totalKeysExamined };
    }),
  );
}

const STATUSES = [{}, { status: 'cancelled' }, { status: 'completed' }] as const;
const PAYMENTS = [{}, { paymentStatus: 'refunded' }, { paymentStatus: 'partially-refunded' }] as const;
const FULFILMENTS = [{}, { fulfilmentStatus: 'unfulfilled' }, { fulfilmentStatus: 'returned' }] as const;
const PEOPLE = [{}, { email: 'amira@souk.test' }, { email: 'nobody@souk.test' }] as const;
const TIMES = [{}, { from: minutesLater(100), to: minutesLater(1_000) }] as const;
const ATTENTIONS = [{}, { attention: 'any' }, { attention: 'refund-failed' }] as const;

/** Every combination of what admins may ask for. */
const adminFilters: readonly OrderFilter[] = STATUSES.flatMap((status) =>
  PAYMENTS.flatMap((payment) =>
    FULFILMENTS.flatMap((fulfilment) =>
      PEOPLE.flatMap((person) =>
        TIMES.flatMap((time) =>
          ATTENTIONS.map((attention) => ({
            ...{ ...status, ...payment, ...fulfilment },
            ...{ ...person, ...time, ...attention },
          })),
        ),
      ),
    ),
  ),
);

describe('every list of orders', () => {
  it('whatever is asked for, is read from an index in its order', { timeout: 120_000 }, async () => {
    const filters: readonly OrderFilter[] = [...adminFilters, { customerId: 'customer-1' }, { customerId: 'nobody' }];
    for (const filter of filters) {
      const plans = await plansOf((collection) =>
        new MongoOrderList(collection).find(filter, { limit: 20, offset: 0 }),
      );
      for (const { stages } of plans) {
        expect(stages, JSON.stringify(filter)).toContain('IXSCAN');
        expect(stages, JSON.stringify(filter)).not.toContain('COLLSCAN');
        expect(stages, JSON.stringify(filter)).not.toContain('SORT');
      }
    }
  });

  it.each([
    [{}],
    [{ status: 'cancelled' }],
    [{ paymentStatus: 'refund-owed' }],
    [{ status: 'completed', paymentStatus: 'refunded' }],
    [{ fulfilmentStatus: 'returned' }],
    [{ customerId: 'customer-1' }],
    [{ attention: 'dispute-open' }],
  ] as const)('when %j is asked for, reads no more orders than it shows', async (filter) => {
    const [page] = await plansOf((collection) => new MongoOrderList(collection).find(filter, { limit: 20, offset: 0 }));
    expect(page?.examined).toBeLessThanOrEqual(21);
    expect(page?.keys).toBeLessThanOrEqual(100);
  });

  it('when it goes on with a cursor, costs the same on every page and repeats nothing', async () => {
    const list = new MongoOrderList(client.db('order-service').collection('orders'));
    const seen: string[] = [];
    let cursor: string | undefined;
    const filter = { paymentStatus: 'unpaid' } as const;
    do {
      const { data, next } = await list.find(filter, { limit: 100, offset: 0, cursor });
      seen.push(...data.map(({ id }) => id));
      const here = cursor;
      const [page] = await plansOf((some) =>
        new MongoOrderList(some).find(filter, { limit: 100, offset: 0, cursor: here }),
      );
      expect(page?.examined).toBeLessThanOrEqual(110);
      cursor = next ?? undefined;
    } while (cursor !== undefined);
    const all = client.db('order-service').collection('orders');
    expect(seen).toHaveLength(await all.countDocuments(filter));
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('when there are more than anybody pages through, stops counting and says so; carries no inbox', async () => {
    const list = new MongoOrderList(client.db('order-service').collection('orders'));
    const { data, count, isCountCapped } = await list.find({}, { limit: 1, offset: 0 });
    expect([count, isCountCapped]).toEqual([500, true]);
    expect(JSON.stringify(data)).not.toContain('xxx');
  });
});

describe('every look of a checkout and of a sweep', () => {
  const unused = Object.create(null);
  const repositoryIn = (documents: Collection) =>
    new MongoOrderRepository({ store: unused, documents, onChange: () => undefined });
  const claims = () => client.db('order-service').collection<GuestHoldsDocument>('guest-holds');
  const holdsIn = (orders: Collection) => new MongoGuestHolds({ claims: claims(), orders });

  beforeAll(async () => {
    const orders = [7, 8, 9].map((n) => ({ id: `order-${n}`, email: 'amira@souk.test', requested: [], placedAt: at }));
    await claims().insertOne({ _id: 'network-2', version: 3, orders, claimedAt: at });
  });

  it.each<[string, (collection: Collection) => Promise<unknown>]>([
    ['what a key has placed', (collection) => repositoryIn(collection).placedUnder('checkout-7')],
    ['the last order of a cart', (collection) => repositoryIn(collection).latestOf('cart-7')],
    ['what has become of claims', (collection) => holdsIn(collection).of('network-2', at)],
    ['what is overdue', (collection) => repositoryIn(collection).overdue(at, 10)],
  ])('for %s reads an index, and little of it', async (_what, run) => {
    for (const { stages, examined } of await plansOf(run)) {
      expect(stages.join()).toContain('IXSCAN');
      expect(stages).not.toContain('SORT');
      expect(examined).toBeLessThanOrEqual(10);
    }
  });

  it('for guests who hold a SKU reads only what guests hold', async () => {
    const [plan] = await plansOf((collection) => holdsIn(collection).holding(['A', 'B'], at, 10));
    expect(plan?.stages).toContain('IXSCAN');
    expect(plan?.examined).toBe(0);
  });
});
