import { eventually } from '@souk/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ShopFloor } from './shop-floor.ts';
import { Shopper } from './shopper.ts';

let floor: ShopFloor;

beforeAll(async () => {
  floor = await ShopFloor.open();
});

afterAll(async () => {
  await floor.close();
});

/** Tries again what a killed process refused, as a shopper's front end would. */
const tried = <T>(attempt: () => Promise<T>): Promise<T> => eventually(attempt);

const VICTIMS = [
  'gateway',
  'user-service',
  'catalog-service',
  'cart-service',
  'order-service',
  'payment-service',
  'notification-service',
  'broker',
  'database',
];

describe.each(VICTIMS)('a purchase during which %s is killed', (victim) => {
  it.each(['before the payment', 'right after the payment'])('%s, ends paid once with one mail', async (moment) => {
    const sku = `KILL-${victim.toUpperCase()}-${moment.length}`;
    await floor.ready();
    await floor.sell(sku, { stock: 2 });
    const shopper = await Shopper.register(floor.url);
    await shopper.addToCart(sku);
    const { subtotal } = await shopper.cart();
    const key = crypto.randomUUID();

    const checkingOut = tried(() => shopper.checkOut({ key, subtotal }));
    if (moment === 'before the payment') await floor.platform.process(victim).crash();
    const checkout = await checkingOut;
    await tried(() => shopper.pay(checkout.checkoutUrl));
    if (moment !== 'before the payment') await floor.platform.process(victim).crash();

    await eventually(
      async () => expect(await shopper.order(checkout)).toMatchObject({ status: 'confirmed', paymentStatus: 'paid' }),
      { within: 45_000 },
    );
    await eventually(
      async () => {
        expect(await floor.mailsTo(shopper.email)).toHaveLength(2);
        expect(await floor.stockOf(sku)).toMatchObject({ onHand: 1, available: 1 });
        expect((await shopper.cart()).lines).toEqual([]);
      },
      { within: 30_000 },
    );
    expect(await floor.moneyOf(checkout.orderId)).toEqual({ captured: 1740, refunded: 0, charges: 1 });
    const { count } = await shopper.shop.get<{ count: number }>('/v1/orders', shopper.credentials);
    expect(count).toBe(1);
  });
});
