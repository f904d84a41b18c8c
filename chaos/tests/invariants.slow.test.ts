import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NO_LIMITS } from '@souk/local/no-limits';
import { Platform } from '@souk/local/platform';
import { DEMO_ADMIN } from '@souk/local/platform-plan';
import { ShopClient } from '@souk/local/shop-client';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readEvidence } from '../src/evidence/read-evidence.ts';
import type { Exchange } from '../src/history/exchange.ts';
import { CARD, Shopper, type Placed } from '../src/load/shopper.ts';
import { judge, judgeUntilSettled, type Verdict } from '../src/verdict.ts';

const SKU = 'JUDGED-1';
const WITHIN_MS = 30_000;

const history: Exchange[] = [];
let dir = '';
let platform: Platform;
let database: mongo.MongoClient;

const read = () =>
  readEvidence(
    {
      databaseUri: `mongodb://127.0.0.1:${platform.ports.engine}/?directConnection=true`,
      brokers: [`127.0.0.1:${platform.ports.broker}`],
      sandboxUrl: platform.sandboxUrl,
    },
    () => Promise.resolve([...history]),
  );

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'souk-invariants-'));
  platform = await Platform.start({ dir, environment: NO_LIMITS });
  database = new mongo.MongoClient(`mongodb://127.0.0.1:${platform.ports.engine}/?directConnection=true`);
  await sell();
  await goShopping();
});

afterAll(async () => {
  await database.close();
  await platform.stop();
  await rm(dir, { recursive: true, force: true });
});

async function sell(): Promise<void> {
  const { shop, token } = await asAdmin();
  await shop.post('/v1/admin/categories', { token, body: { slug: 'judged', name: 'Judged' } });
  const variants = [{ sku: SKU, name: 'one size', price: { amount: 1250, currency: 'EUR' } }];
  const about = { name: 'Thing', slug: 'thing', description: 'Sold by a test.', category: 'judged' };
  await shop.post('/v1/admin/products', { token, body: { ...about, variants, publish: true } });
  await shop.post(`/v1/admin/inventory/${SKU}/adjustments`, {
    token,
    body: { kind: 'in', quantity: 50, reason: 'First delivery' },
  });
}

async function asAdmin() {
  const shop = new ShopClient(platform.url);
  return { shop, token: await shop.logIn(DEMO_ADMIN.email, DEMO_ADMIN.password) };
}

const found = <T>(value: T | null): T => {
  if (value === null) throw new Error('The shop has refused what it should have done.');
  return value;
};

async function ordered(shopper: Shopper): Promise<Placed> {
  await shopper.put({ sku: SKU, quantity: 2 });
  return found(await shopper.checkOut());
}

/** Pays while payment-service is stopped, so that the order is cancelled and paid at once. */
async function cancelWhilePaying(shopper: Shopper, order: Placed): Promise<void> {
  const payments = platform.process('payment-service');
  await payments.signal('SIGSTOP');
  try {
    await shopper.cancel(order);
    await shopper.pay(order);
  } finally {
    await payments.signal('SIGCONT');
  }
}

async function paid(shopper: Shopper): Promise<Placed> {
  const order = await ordered(shopper);
  await shopper.pay(order);
  const isConfirmed = async () => expect((await shopper.order(order)).reply).toMatchObject({ status: 'confirmed' });
  await vi.waitFor(isConfirmed, { timeout: WITHIN_MS });
  return order;
}

async function grantRefund({ orderId }: Placed): Promise<void> {
  const { shop, token } = await asAdmin();
  const headers = { 'idempotency-key': 'granted-once' };
  const body = { amount: { amount: 100, currency: 'EUR' }, note: 'Came late.' };
  await shop.post(`/v1/admin/orders/${orderId}/refunds`, { token, headers, body });
}

async function goShopping(): Promise<void> {
  const options = (who: string) => ({ url: platform.url, who, record: (exchange: Exchange) => history.push(exchange) });
  const buyer = found(await Shopper.register(options('shopper 1')));
  await grantRefund(await paid(buyer));
  const guest = found(await Shopper.asGuest(options('guest 1')));
  const declined = await ordered(guest);
  await guest.pay(declined, CARD.declined);
  await guest.pay(declined);
  const doubtful = found(await Shopper.register(options('shopper 2')));
  const cancelled = await ordered(doubtful);
  await doubtful.cancel(cancelled);
  await doubtful.pry(declined, guest.cartId);
  const hasty = found(await Shopper.register(options('shopper 3')));
  await cancelWhilePaying(hasty, await ordered(hasty));
  const regretful = found(await Shopper.asGuest(options('guest 2')));
  await regretful.cancel(await paid(regretful));
  await buyer.put({ sku: SKU, quantity: 1 });
  found(await buyer.checkOutTwice());
}

const broken = (verdicts: readonly Verdict[]) =>
  verdicts.flatMap(({ invariant: { number }, violations }) => violations.map((sentence) => `${number}: ${sentence}`));

const brokenNumbers = (verdicts: readonly Verdict[]) =>
  verdicts.filter(({ violations }) => violations.length > 0).map(({ invariant: { number } }) => number);

describe('a platform on which a few people have shopped', () => {
  it('breaks nothing, and something was looked at for every invariant', async () => {
    const verdicts = await judgeUntilSettled(read, WITHIN_MS);
    expect(broken(verdicts)).toEqual([]);
    const blind = verdicts.flatMap(({ lookedAt }) => lookedAt.filter(({ count }) => count === 0));
    expect(blind).toEqual([{ what: 'kept messages', count: 0 }]);
  });

  it('when a stock document has fewer pieces available, breaks the stock’s sum', async () => {
    const stock = database.db('catalog-service').collection<{ _id: string }>('stock');
    await stock.updateOne({ _id: SKU }, { $inc: { available: -1 } });
    expect(brokenNumbers(judge(await read()))).toEqual([1]);
    await stock.updateOne({ _id: SKU }, { $inc: { available: 1 } });
  });

  it('when a hold is gone, breaks what a reserved order has, and the stock’s sum', async () => {
    const stock = database.db('catalog-service').collection<{ _id: string; holds: Record<string, object> }>('stock');
    const reserved = await database.db('catalog-service').collection('reservations').findOne({ status: 'reserved' });
    const hold = `holds.${String(reserved?._id)}`;
    const { holds = {} } = (await stock.findOne({ _id: SKU })) ?? {};
    await stock.updateOne({ _id: SKU }, { $unset: { [hold]: '' } } as object);
    expect(brokenNumbers(judge(await read()))).toEqual([1, 3]);
    await stock.updateOne({ _id: SKU }, { $set: { holds } });
  });

  it('when the row of a mail is gone, breaks mails, what was published of it and what came of its event', async () => {
    const emails = database.db('notification-service').collection('emails');
    const mail = await emails.findOneAndDelete({ 'content.template': 'order-confirmed' });
    expect(mail).not.toBeNull();
    expect(brokenNumbers(judge(await read()))).toEqual([11, 18, 20]);
  });
});
