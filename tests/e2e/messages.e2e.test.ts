import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '@souk/testing/eventually';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { publishNonsense } from './publish-nonsense.ts';
import { ShopFloor } from './shop-floor.ts';
import { Shopper } from './shopper.ts';

const SCRIPT = path.resolve(import.meta.dirname, '../../scripts/messages.ts');

let floor: ShopFloor;

beforeAll(async () => {
  floor = await ShopFloor.share();
});

afterAll(async () => {
  await floor.close();
});

/** What an operator types, and what they read. */
const messages = async (...args: string[]) => {
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, ...args, '--url', floor.url]);
  return stdout.trim();
};

it('when a message cannot be read, an operator sees it, may have it redriven, and sees it again', async () => {
  const subject = randomUUID();
  await publishNonsense(floor, subject);
  await eventually(async () => {
    const seen = await messages('cart-service', '--state', 'dead', '--subject', subject);
    expect(seen).toMatch(/^order-events:\d+:\d+ {2}dead {2}order\.confirmed\.v1 .* 1 tries .*\n1 kept; \d+ to come$/);
  });
  expect(await messages('cart-service', '--redrive', '--subject', subject, '--dry-run')).toBe('1 would be redriven');
  expect(await messages('cart-service', '--redrive', '--subject', subject)).toBe('1 redriven');
  await eventually(async () =>
    expect(await messages('cart-service', '--state', 'dead', '--subject', subject)).toContain('1 kept'),
  );
  expect(await messages('cart-service', '--state', 'parked')).toMatch(/^0 kept; \d+ to come$/);
});

interface TimelineEntry {
  readonly service: string;
  readonly event: string;
  readonly detail: string | null;
}

interface CartDocument {
  readonly _id: string;
  readonly version: number;
  readonly lines: readonly object[] | null;
}

it('when a service cannot handle an event of an order, its timeline says so, and that it is handled in the end', async () => {
  const sku = 'LATE-HANDLED';
  await floor.sell(sku, { stock: 1 });
  const shopper = await Shopper.register(floor.url);
  await shopper.addToCart(sku);
  const checkout = await shopper.checkOut();
  const databases = await new mongo.MongoClient(floor.databaseUri).connect();
  const carts = databases.db('cart-service').collection<CartDocument>('carts');
  const setLines = (lines: CartDocument['lines']) =>
    carts.updateOne({ _id: shopper.cartId }, { $set: { lines }, $inc: { version: 1 } });
  const { lines = null } = (await carts.findOne({ _id: shopper.cartId })) ?? {};
  const hops = async (path: string): Promise<TimelineEntry[]> => {
    const { data } = await shopper.shop.get<{ data: TimelineEntry[] }>(path, shopper.credentials);
    return data.filter(({ event }) => event.startsWith('message.'));
  };
  const timeline = `/v1/orders/${checkout.orderId}/timeline`;

  // No cart can lose lines that it has never had.
  await setLines(null);
  await shopper.pay(checkout.checkoutUrl);
  const parked = {
    service: 'cart-service',
    event: 'message.parked.v1',
    detail: expect.stringMatching(/^order\.confirmed\.v1 could not be handled \(3 tries: TypeError\)/),
  };
  await eventually(async () => expect(await hops(timeline)).toMatchObject([parked]));

  await setLines(lines);
  await databases.close();
  const handled = {
    service: 'cart-service',
    event: 'message.handled-late.v1',
    detail: expect.stringMatching(/^order\.confirmed\.v1 is handled after all/),
  };
  await eventually(async () => expect(await hops(timeline)).toMatchObject([parked, handled]));
  expect((await shopper.cart()).lines).toEqual([]);
  const admin = await floor.asAdmin<{ data: TimelineEntry[] }>('GET', `/v1/admin/orders/${checkout.orderId}/timeline`);
  expect(admin.data).toEqual(
    expect.arrayContaining([expect.objectContaining(parked), expect.objectContaining(handled)]),
  );
});

it('when the service or the options are wrong, says so', async () => {
  await expect(messages('no-such-service')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('404') });
  await expect(messages()).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('npm run messages') });
  await expect(messages('cart-service', '--redrive')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('400'),
  });
});
