import { ShopClient, ShopRefused } from '@souk/local/shop-client';
import { eventually } from '@souk/testing/eventually';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ShopFloor } from './shop-floor.ts';
import { Shopper, type CheckoutReply } from './shopper.ts';

interface Session {
  readonly status: string;
  readonly client_reference_id: string;
}

let floor: ShopFloor;
let databases: mongo.MongoClient;

beforeAll(async () => {
  floor = await ShopFloor.share();
  databases = new mongo.MongoClient(floor.databaseUri);
});

afterAll(async () => {
  await databases.close();
  await floor.close();
});

let count = 0;

/** An order of one piece out of five that is to be paid. */
async function anOrder({ by = Shopper.register(floor.url) } = {}) {
  const sku = `AGAIN-${++count}`;
  await floor.sell(sku, { stock: 5 });
  const shopper = await by;
  await shopper.addToCart(sku);
  return { sku, shopper, checkout: await shopper.checkOut() };
}

async function payAgain(shopper: Shopper, { orderId, orderToken }: CheckoutReply): Promise<string> {
  const { token, headers } = shopper.credentials;
  const { checkoutUrl } = await shopper.shop.post<{ checkoutUrl: string }>(`/v1/orders/${orderId}/payment-sessions`, {
    ...(token === undefined ? {} : { token }),
    headers: { ...headers, ...(orderToken === null ? {} : { 'x-order-token': orderToken }) },
  });
  return checkoutUrl;
}

const refusalOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'not refused',
    (reason: unknown) => reason,
  );

/** Half an hour passes for the order, and the provider has not yet told that the session is over. */
async function sessionRunsOut({ orderId }: CheckoutReply): Promise<void> {
  const orders = databases.db('order-service').collection<{ _id: string }>('orders');
  const { modifiedCount } = await orders.updateOne(
    { _id: orderId },
    { $set: { 'session.expiresAt': new Date(Date.now() - 1_000) }, $inc: { version: 1 } },
  );
  expect(modifiedCount).toBe(1);
}

/** How the provider's sessions of an order stand. */
async function sessionsOf({ orderId }: CheckoutReply): Promise<readonly string[]> {
  const sessions = await new ShopClient(floor.platform.sandboxUrl).get<Session[]>('/_sandbox/stripe/sessions');
  return sessions.filter((session) => session.client_reference_id === orderId).map(({ status }) => status);
}

const becomes = (shopper: Shopper, checkout: CheckoutReply, expected: object) =>
  eventually(async () => expect(await shopper.order(checkout)).toMatchObject(expected));

/** One charge, one mail, one piece gone, and nothing left that could be paid. */
async function isPaidOnce({ sku, shopper, checkout }: Awaited<ReturnType<typeof anOrder>>): Promise<void> {
  await becomes(shopper, checkout, { status: 'confirmed', paymentStatus: 'paid', refunded: null });
  await eventually(async () => {
    expect(await floor.stockOf(sku)).toMatchObject({ onHand: 4, available: 4 });
    const subjects = (await floor.mailsTo(shopper.email)).map(({ subject }) => subject);
    expect(subjects.filter((subject) => subject.startsWith('Thank you'))).toHaveLength(1);
    expect((await sessionsOf(checkout)).filter((status) => status !== 'expired')).toEqual(['complete']);
  });
  expect(await floor.moneyOf(checkout.orderId)).toEqual({ captured: 1740, refunded: 0, charges: 1 });
}

describe('a shopper who comes back to pay', () => {
  it('while the session is open, is sent to it again, and then told that the order is paid', async () => {
    const order = await anOrder();
    const { shopper, checkout } = order;
    expect(await payAgain(shopper, checkout)).toBe(checkout.checkoutUrl);
    expect(await sessionsOf(checkout)).toEqual(['open']);
    await shopper.pay(checkout.checkoutUrl);
    await isPaidOnce(order);
    expect(await refusalOf(payAgain(shopper, checkout))).toMatchObject({ status: 409, code: 'order.already-paid' });
  });

  it.each([
    { who: 'a customer', by: () => Shopper.register(floor.url) },
    { who: 'a guest', by: () => Shopper.asGuest(floor.url) },
  ])('when the session has run out, gets another as $who; the old one cannot be paid any more', async ({ by }) => {
    const order = await anOrder({ by: by() });
    const { shopper, checkout } = order;
    await sessionRunsOut(checkout);
    const address = await payAgain(shopper, checkout);
    expect(address).not.toBe(checkout.checkoutUrl);
    expect(await shopper.order(checkout)).toMatchObject({ status: 'awaiting-payment', checkoutUrl: address });
    await expect(shopper.pay(checkout.checkoutUrl)).rejects.toThrow('There is no payment form');
    await shopper.pay(address);
    await isPaidOnce(order);
    await expect(shopper.pay(checkout.checkoutUrl)).rejects.toThrow('There is no payment form');
    expect(await sessionsOf(checkout)).toHaveLength(2);
  });

  it('when asking several times at once, gets one session', async () => {
    const order = await anOrder();
    const { shopper, checkout } = order;
    await sessionRunsOut(checkout);
    const addresses = await Promise.all([1, 2, 3].map(() => payAgain(shopper, checkout)));
    expect(new Set(addresses).size).toBe(1);
    expect((await sessionsOf(checkout)).toSorted()).toEqual(['expired', 'open']);
    await shopper.pay(addresses[0]!);
    await isPaidOnce(order);
  });

  it('when paying through the old session while another is asked for, pays once', async () => {
    const order = await anOrder();
    const { shopper, checkout } = order;
    const { updatedAt } = await shopper.order(checkout);
    await sessionRunsOut(checkout);
    const payments = floor.platform.process('payment-service');
    await payments.signal('SIGSTOP');
    let answer: Promise<unknown>;
    try {
      answer = refusalOf(payAgain(shopper, checkout));
      await eventually(async () => expect((await shopper.order(checkout)).updatedAt).not.toBe(updatedAt));
      await shopper.pay(checkout.checkoutUrl);
    } finally {
      await payments.signal('SIGCONT');
    }
    await isPaidOnce(order);
    expect(await answer).toBeInstanceOf(ShopRefused);
    expect(await refusalOf(payAgain(shopper, checkout))).toMatchObject({ status: 409, code: 'order.already-paid' });
  });

  it('when the order has ended with its session, is refused and not charged', async () => {
    const { sku, shopper, checkout } = await anOrder();
    await floor.expireSession(checkout.checkoutUrl);
    await becomes(shopper, checkout, { status: 'cancelled', cancelledBecause: 'payment-expired' });
    expect(await refusalOf(payAgain(shopper, checkout))).toMatchObject({
      status: 409,
      code: 'order.transition-not-allowed',
    });
    expect(await sessionsOf(checkout)).toEqual(['expired']);
    expect(await floor.moneyOf(checkout.orderId)).toMatchObject({ charges: 0 });
    await eventually(async () => expect(await floor.stockOf(sku)).toMatchObject({ onHand: 5, available: 5 }));
  });
});
