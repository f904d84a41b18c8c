import { eventually } from '@souk/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ShopFloor } from '../e2e/shop-floor.ts';
import { Shopper } from '../e2e/shopper.ts';

let floor: ShopFloor;

beforeAll(async () => {
  floor = await ShopFloor.open();
});

afterAll(async () => {
  await floor.close();
});

it('has no broker of its own', () => {
  expect(floor.platform.processes.map(({ name }) => name)).not.toContain('broker');
});

// The embedded broker sees a connection close; this one only forgets a member when its session has run out.
describe.each(['order-service', 'payment-service'])('a purchase during which %s is killed', (victim) => {
  it('ends paid once with one mail', async () => {
    const sku = `KAFKA-${victim.toUpperCase()}`;
    await floor.ready();
    await floor.sell(sku, { stock: 2 });
    const shopper = await Shopper.register(floor.url);
    await shopper.addToCart(sku);
    const checkout = await shopper.checkOut();
    await shopper.pay(checkout.checkoutUrl);
    await floor.platform.process(victim).crash();
    await eventually(
      async () => {
        expect(await shopper.order(checkout)).toMatchObject({ status: 'confirmed', paymentStatus: 'paid' });
        expect(await floor.mailsTo(shopper.email)).toHaveLength(2);
        expect(await floor.stockOf(sku)).toMatchObject({ onHand: 1, available: 1 });
        expect((await shopper.cart()).lines).toEqual([]);
      },
      { within: 60_000 },
    );
    expect(await floor.moneyOf(checkout.orderId)).toEqual({ captured: 1740, refunded: 0, charges: 1 });
  });
});
