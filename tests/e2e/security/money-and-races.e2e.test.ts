import { randomUUID } from 'node:crypto';
import { ShopClient, type ShopRefused } from '@souk/local/shop-client';
import { eventually } from '@souk/testing/eventually';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishNonsense } from '../publish-nonsense.ts';
import { ShopFloor } from '../shop-floor.ts';
import { Shopper, type CheckoutReply } from '../shopper.ts';
import { tellAsStripe } from './genuine-webhooks.ts';
import { goThroughSecretFlows } from './secret-flows.ts';
import { whatIsWritten, type Writings } from './what-is-written.ts';

interface Session {
  readonly id: string;
  readonly amount_total: number;
  readonly client_reference_id: string;
}

let floor: ShopFloor;

beforeAll(async () => {
  // The canaries below are looked for in the most that a service ever writes.
  floor = await ShopFloor.open({ LOG_LEVEL: 'trace' });
});

afterAll(() => floor.close());

let count = 0;
const newSku = () => `SECURITY-${String(++count).padStart(2, '0')}`;

async function aShopperWith({ stock = 5 } = {}) {
  const sku = newSku();
  await floor.sell(sku, { stock });
  const shopper = await Shopper.register(floor.url);
  await shopper.addToCart(sku);
  return { shopper, sku };
}

const ordersOf = async ({ shop, credentials }: Shopper) =>
  (await shop.get<{ data: { id: string; status: string }[] }>('/v1/orders', credentials)).data;

async function sessionsOf(orderIds: readonly string[]): Promise<readonly Session[]> {
  const sessions = await new ShopClient(floor.platform.sandboxUrl).get<Session[]>('/_sandbox/stripe/sessions');
  return sessions.filter(({ client_reference_id }) => orderIds.includes(client_reference_id));
}

const confirmed = (shopper: Shopper, checkout: CheckoutReply) =>
  eventually(async () => expect(await shopper.order(checkout)).toMatchObject({ status: 'confirmed' }));

describe('a total that a shopper has made up', () => {
  /** With what delivery costs taken off, since `checkOut` adds it. */
  const totalOf = (amount: number, currency = 'EUR') => ({ subtotal: { amount: amount - 490, currency } });

  it.each([
    ['one cent', totalOf(1), 422],
    ['a cent less', totalOf(1739), 409],
    ['a cent more', totalOf(1741), 409],
    ['the same in another currency', totalOf(1740, 'USD'), 409],
    ['less than nothing', totalOf(-1740), 422],
    ['half a cent', totalOf(1740.5), 400],
    ['more than there is', totalOf(1e21), 400],
    ['no currency', totalOf(1740, 'eur'), 400],
  ])('when it is %s, is refused: nothing can be paid, nothing is held', async (_what, made, status) => {
    const { shopper, sku } = await aShopperWith({ stock: 1 });
    await expect(shopper.checkOut(made)).rejects.toMatchObject({ status });
    const orders = await ordersOf(shopper);
    expect(orders.filter((order) => order.status !== 'cancelled')).toEqual([]);
    expect(await sessionsOf(orders.map(({ id }) => id))).toEqual([]);
    await eventually(async () => expect(await floor.stockOf(sku)).toMatchObject({ onHand: 1, available: 1 }));
  });

  it('when it is the right one, is what Stripe asks for: the shop’s price and delivery', async () => {
    const { shopper } = await aShopperWith();
    const { orderId } = await shopper.checkOut(totalOf(1740));
    expect(await sessionsOf([orderId])).toMatchObject([{ amount_total: 1740 }]);
  });
});

describe('a payment of mine that is said to be for another order', () => {
  it('confirms nothing, whatever signed webhooks say; the other order is confirmed when it is paid itself', async () => {
    // Of the same price: the amount would give it away.
    const [paid, other] = [await aShopperWith(), await aShopperWith()];
    const first = await paid.shopper.checkOut();
    await paid.shopper.pay(first.checkoutUrl);
    await confirmed(paid.shopper, first);
    const second = await other.shopper.checkOut();
    const [mine] = await sessionsOf([first.orderId]);
    const [theirs] = await sessionsOf([second.orderId]);
    const { orderId } = second;
    const shop = new URL(floor.url).host;
    const said = {
      object: 'checkout.session',
      status: 'complete',
      payment_status: 'paid',
      amount_total: 1740,
      currency: 'eur',
    };
    const forOther = { ...said, client_reference_id: orderId, metadata: { orderId, shop } };
    for (const type of ['checkout.session.completed', 'checkout.session.async_payment_succeeded']) {
      const fate = await tellAsStripe(floor, type, { ...forOther, id: mine!.id });
      expect(fate).toMatchObject({ processedAt: null, lastError: expect.stringContaining(mine!.id) });
      // Stripe itself is asked about the right one, and says that it is still open.
      await tellAsStripe(floor, type, { ...forOther, id: theirs!.id });
    }
    const intent = { object: 'payment_intent', id: 'pi_1', status: 'succeeded', amount_received: 1740 };
    await tellAsStripe(floor, 'payment_intent.succeeded', { ...intent, metadata: { orderId } });
    expect(await other.shopper.order(second)).toMatchObject({ status: 'awaiting-payment' });
    expect(await floor.moneyOf(orderId)).toMatchObject({ captured: 0 });
    await other.shopper.pay(second.checkoutUrl);
    await confirmed(other.shopper, second);
    expect(await floor.moneyOf(first.orderId)).toMatchObject({ captured: 1740, charges: 1 });
  });
});

describe('a hundred of the same at once', () => {
  const AT_ONCE = 100;
  const hundredTimes = <T>(act: (n: number) => Promise<T>) =>
    Promise.allSettled(Array.from({ length: AT_ONCE }, (_, n) => act(n)));
  const succeeded = <T>(outcomes: readonly PromiseSettledResult<T>[]) =>
    outcomes.filter((outcome) => outcome.status === 'fulfilled').map(({ value }) => value);
  const refusals = (outcomes: readonly PromiseSettledResult<unknown>[]) =>
    outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => (reason as ShopRefused).code);

  it('when they register one address, make one account', async () => {
    const email = `${randomUUID()}@souk.local`;
    const shop = new ShopClient(floor.url);
    const outcomes = await hundredTimes((n) =>
      shop.post('/v1/auth/register', { body: { email, password: `a-good-password-${n}`, name: `N${n}` } }),
    );
    expect(refusals(outcomes)).toEqual([]);
    const client = await mongo.MongoClient.connect(floor.databaseUri);
    expect(await client.db('user-service').collection('users').countDocuments({ email })).toBe(1);
    await client.close();
    const logins = await hundredTimes((n) =>
      n % 10 === 0 ? shop.logIn(email, `a-good-password-${n}`) : Promise.reject(new Error('not tried')),
    );
    expect(succeeded(logins).length).toBeLessThanOrEqual(1);
  });

  it('when they put a thing into one cart, are all counted, or told that they are not', async () => {
    const sku = newSku();
    await floor.sell(sku, { stock: 1_000 });
    const guest = await Shopper.asGuest(floor.url);
    const outcomes = await hundredTimes(() => guest.addToCart(sku));
    const { lines } = await guest.cart();
    expect(lines).toMatchObject([{ sku, quantity: succeeded(outcomes).length }]);
    expect(succeeded(outcomes)).toHaveLength(99);
    expect(refusals(outcomes)).toHaveLength(1);
  });

  it('when they put a thing into one cart with one key, put it in once', async () => {
    const sku = newSku();
    await floor.sell(sku, { stock: 1_000 });
    const guest = await Shopper.asGuest(floor.url);
    const headers = { ...guest.credentials.headers, 'idempotency-key': randomUUID() };
    const outcomes = await hundredTimes(() =>
      guest.shop.post(`/v1/carts/${guest.cartId}/items`, { headers, body: { sku, quantity: 2 } }),
    );
    expect(succeeded(outcomes)).not.toEqual([]);
    expect(refusals(outcomes).filter((code) => code !== 'idempotency.still-running')).toEqual([]);
    expect((await guest.cart()).lines).toMatchObject([{ sku, quantity: 2 }]);
  });

  it('when they check out with one key, are one order with one payment page and one piece held', async () => {
    const { shopper, sku } = await aShopperWith({ stock: 100 });
    const key = randomUUID();
    const outcomes = await hundredTimes(() => shopper.checkOut({ key }));
    expect(refusals(outcomes)).toEqual([]);
    expect(new Set(succeeded(outcomes).map(({ orderId, checkoutUrl }) => `${orderId} ${checkoutUrl}`)).size).toBe(1);
    const orders = await ordersOf(shopper);
    expect(orders).toHaveLength(1);
    expect(await sessionsOf(orders.map(({ id }) => id))).toHaveLength(1);
    expect(await floor.stockOf(sku)).toMatchObject({ onHand: 100, available: 99 });
  });

  it('when they want the last piece, one gets it', async () => {
    const sku = newSku();
    await floor.sell(sku, { stock: 1 });
    const guests = await Promise.all(Array.from({ length: AT_ONCE }, () => Shopper.asGuest(floor.url)));
    await Promise.all(guests.map((guest) => guest.addToCart(sku)));
    const outcomes = await hundredTimes((n) => guests[n]!.checkOut());
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(new Set(refusals(outcomes))).toEqual(new Set(['order.out-of-stock']));
    expect(await floor.stockOf(sku)).toMatchObject({ onHand: 1, available: 0 });
  });
});

describe('a secret that somebody typed, got or lost', () => {
  it('is in no log, no event, no kept message, no collection and no refusal', async () => {
    const sku = newSku();
    await floor.sell(sku, { stock: 5 });
    await publishNonsense(floor, randomUUID());
    const { secrets, refusals, email } = await goThroughSecretFlows(floor, sku);
    const written: Writings = { ...(await whatIsWritten(floor)), refusals: refusals.join('\n') };
    const places = Object.entries(written);

    // The proof that the nets hold: what is meant to be there is caught by each.
    const withEmail = places.filter(([, text]) => text?.includes(email)).map(([place]) => place);
    expect(withEmail).toEqual(expect.arrayContaining(['topic order-events', 'collection order-service.orders']));
    expect(places.filter(([place]) => place.includes('.kept-messages'))).not.toEqual([]);
    expect(written['log gateway.log']?.match(/"msg":"request"/g)?.length).toBeGreaterThan(100);
    expect(refusals.length).toBeGreaterThan(12);
    expect(Object.entries(secrets).filter(([, secret]) => secret.length < 16)).toEqual([]);

    const found = Object.entries(secrets).flatMap(([what, secret]) =>
      places.filter(([, text]) => text?.includes(secret)).map(([place]) => `${what}: ${place}`),
    );
    expect(found).toEqual([]);
  });
});
