import { expect } from 'vitest';
import type { CheckoutReply } from '../../e2e/shopper.ts';
import { Customer } from '../customer.ts';
import type { Market } from '../market.ts';

export interface Placed {
  readonly customer: Customer;
  readonly sku: string;
  readonly checkout: CheckoutReply;
  readonly checkoutUrl: string;
}

const PRICE = 1250;
const SHIPPING = 490;
const ONCE_EACH: readonly string[] = [
  'order.confirmed.v1',
  'order.created.v1',
  'payment.succeeded.v1',
  'stock.committed.v1',
  'stock.reserved.v1',
];
export const ONCE = { captured: PRICE + SHIPPING, refunded: 0, charges: 1 };

/** An order of one piece out of five that is to be paid. */
export async function placed(market: Market, by = Customer.register(market)): Promise<Placed> {
  const { sku } = await market.sell({ price: PRICE });
  const customer = await by;
  await customer.add(sku);
  const checkout = await customer.checkOut();
  return { customer, sku, checkout, checkoutUrl: await customer.checkoutUrlOf(checkout) };
}

export const becomes = ({ customer, checkout }: Placed, expected: object) =>
  customer.market.settled(async () => expect(await customer.order(checkout)).toMatchObject(expected));

export const subjectsTo = async ({ market, email }: Customer) =>
  (await market.floor.mailsTo(email)).map(({ subject }) => subject);

/** Paid once, confirmed, one mail, one piece gone, an empty cart, one order, and all of it in the timeline once. */
export async function isBoughtOnce(order: Placed): Promise<void> {
  const { customer, sku, checkout } = order;
  const { market } = customer;
  await becomes(order, {
    status: 'confirmed',
    paymentStatus: expect.stringMatching(/^(paid|disputed)$/),
    refunded: null,
  });
  await market.settled(async () => {
    expect(await market.stockOf(sku)).toMatchObject({ onHand: 4, available: 4 });
    expect((await customer.cart()).lines).toEqual([]);
    expect((await subjectsTo(customer)).filter((subject) => subject.startsWith('Thank you'))).toHaveLength(1);
    expect((await eventsOf(order)).filter((event) => ONCE_EACH.includes(event)).toSorted()).toEqual(ONCE_EACH);
  });
  expect(await market.floor.moneyOf(checkout.orderId)).toEqual(ONCE);
}

const BACK_IN_STOCK: readonly string[] = ['stock.released.v1', 'stock.restocked.v1'];

/** Cancelled, with one mail that says so unless the shopper did it and had paid nothing, and for sale again, which the timeline says once. */
export async function isCancelled(order: Placed, expected: object): Promise<void> {
  const { customer, sku } = order;
  const { market } = customer;
  await becomes(order, { status: 'cancelled', ...expected });
  const { captured } = await market.floor.moneyOf(order.checkout.orderId);
  const isNews = captured > 0 || !('cancelledBecause' in expected && expected.cancelledBecause === 'customer');
  await market.settled(async () => {
    expect(await market.stockOf(sku)).toMatchObject({ onHand: 5, available: 5 });
    expect((await subjectsTo(customer)).filter((subject) => subject.includes('cancelled'))).toHaveLength(
      isNews ? 1 : 0,
    );
    expect((await eventsOf(order)).filter((event) => BACK_IN_STOCK.includes(event))).toHaveLength(1);
  });
}

export async function eventsOf({ customer, checkout }: Placed): Promise<readonly string[]> {
  const path = `/v1/admin/orders/${checkout.orderId}/timeline`;
  const { data } = await customer.market.asAdmin<{ data: { event: string }[] }>('GET', path);
  return data.map(({ event }) => event);
}
