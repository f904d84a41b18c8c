import { ShopClient, ShopRefused } from '@souk/local/shop-client';
import { expect } from 'vitest';
import { CARD, type CheckoutReply } from '../../e2e/shopper.ts';
import { Customer } from '../customer.ts';
import type { Market } from '../market.ts';
import { becomes, eventsOf, isBoughtOnce, isCancelled, placed, subjectsTo, type Placed } from './placed-order.ts';

/** Has the bank debited, and waits until its answer is on its way or there. */
async function debit({ customer, checkout, checkoutUrl }: Placed, iban: string, seen: readonly string[]) {
  const { market } = customer;
  const sandbox = new ShopClient(market.floor.platform.sandboxUrl);
  const sessionId = new URL(checkoutUrl).pathname.split('/').at(-1) ?? '';
  const path = `/_sandbox/stripe/sessions/${sessionId}/pay`;
  const { payment_intent: intent } = await sandbox.post<{ payment_intent: { id: string } }>(path, { body: { iban } });
  await market.settled(async () => {
    const { paymentStatus } = await customer.order(checkout);
    expect(seen).toContain(paymentStatus);
  });
  try {
    await sandbox.post(`/_sandbox/stripe/payment_intents/${intent.id}/settle`);
  } catch (error) {
    // The bank was quicker.
    if (!(error instanceof ShopRefused && error.status === 400)) throw error;
  }
}

export const PURCHASES = {
  buy: async (market: Market): Promise<CheckoutReply> => {
    const order = await placed(market);
    await order.customer.pay(order.checkoutUrl);
    await isBoughtOnce(order);
    const { count } = await market.client.get<{ count: number }>('/v1/orders', order.customer.credentials);
    expect(count).toBe(1);
    // One to verify the address, one that says thank you.
    await market.settled(async () => expect(await subjectsTo(order.customer)).toHaveLength(2));
    return order.checkout;
  },

  'buy as a guest': async (market: Market) => {
    const order = await placed(market, Customer.asGuest(market));
    await order.customer.pay(order.checkoutUrl);
    await isBoughtOnce(order);
    expect(await subjectsTo(order.customer)).toHaveLength(1);
  },

  'be declined and pay then': async (market: Market) => {
    const order = await placed(market);
    await expect(order.customer.pay(order.checkoutUrl, CARD.declined)).rejects.toThrow(/declined/i);
    expect(await order.customer.payAgain(order.checkout.orderId)).toBe(order.checkoutUrl);
    await order.customer.pay(order.checkoutUrl);
    await isBoughtOnce(order);
  },

  'find nothing left': async (market: Market) => {
    const { sku } = await market.sell({ stock: 1 });
    const customer = await Customer.register(market);
    await customer.add(sku);
    const { subtotal } = await customer.cart();
    await market.adjust(sku, 1, 'out');
    await expect(customer.checkOut({ expected: subtotal })).rejects.toMatchObject({ code: 'order.out-of-stock' });
    expect(await market.stockOf(sku)).toMatchObject({ onHand: 0, available: 0 });
    const { data } = await market.client.get<{ data: object[] }>('/v1/orders', customer.credentials);
    expect(data).toMatchObject([{ status: 'cancelled', cancelledBecause: 'out-of-stock' }]);
  },

  'pay by bank debit': async (market: Market) => {
    const order = await placed(market);
    await debit(order, 'AT611904300234573201', ['processing', 'paid']);
    await isBoughtOnce(order);
  },

  'pay by a bank debit that fails': async (market: Market) => {
    const order = await placed(market);
    await debit(order, 'IT60X0542811101000000123456', ['processing', 'unpaid']);
    await becomes(order, { status: 'cancelled', paymentStatus: 'unpaid', refunds: [] });
    expect(await market.floor.moneyOf(order.checkout.orderId)).toMatchObject({ captured: 0 });
  },

  'buy while the provider does not answer at first': async (market: Market) => {
    await market.arm('payment-service', { point: 'PaymentProvider.openSession', action: 'throw', times: 2 });
    await PURCHASES.buy(market);
  },

  'cancel before the payment': async (market: Market) => {
    const order = await placed(market);
    await order.customer.cancel(order.checkout.orderId);
    await isCancelled(order, { cancelledBecause: 'customer', refunded: null });
    await expect(order.customer.pay(order.checkoutUrl)).rejects.toThrow();
    expect(await market.floor.moneyOf(order.checkout.orderId)).toMatchObject({ charges: 0 });
  },

  'let the session expire': async (market: Market) => {
    const order = await placed(market);
    await market.floor.expireSession(order.checkoutUrl);
    await isCancelled(order, { cancelledBecause: 'payment-expired', refunded: null });
    expect(await market.floor.moneyOf(order.checkout.orderId)).toMatchObject({ charges: 0 });
  },

  'buy while every service has to park an event': async (market: Market) => {
    // Three quick tries, and another one or two that the sweep makes.
    const parked = { action: 'throw', times: 4 } as const;
    await market.arm('catalog-service', { point: 'on order.created.v1.handle', ...parked });
    await market.arm('order-service', { point: 'on stock.reserved.v1.handle', ...parked });
    await market.arm('payment-service', { point: 'on order.awaiting-payment.v1.handle', ...parked });
    await market.arm('cart-service', { point: 'on order.confirmed.v1.handle', ...parked });
    await market.arm('notification-service', { point: 'on order.confirmed.v1.handle', ...parked });
    await PURCHASES.buy(market);
  },

  'buy for an address that no mail can be sent to': async (market: Market) => {
    const order = await placed(market, Customer.asGuest(market, 'example.com'));
    await order.customer.pay(order.checkoutUrl);
    await becomes(order, { status: 'confirmed', paymentStatus: 'paid' });
    await market.settled(async () => {
      expect((await eventsOf(order)).filter((event) => event === 'email.failed.v1')).toHaveLength(1);
    });
  },

  'check out under two keys at once': async (market: Market) => {
    const { sku } = await market.sell();
    const customer = await Customer.register(market);
    await customer.add(sku);
    const [checkout, other] = await Promise.all([customer.checkOut(), customer.checkOut()]);
    expect(other.orderId).toBe(checkout.orderId);
    const checkoutUrl = await customer.checkoutUrlOf(checkout);
    await customer.pay(checkoutUrl);
    await isBoughtOnce({ customer, sku, checkout, checkoutUrl });
    const { count } = await market.client.get<{ count: number }>('/v1/orders', customer.credentials);
    expect(count).toBe(1);
  },

  'check out again for another address': async (market: Market) => {
    const first = await placed(market);
    const { customer } = first;
    // The order before has to end first, which may take longer than a request may wait.
    const checkout = await market.settled(() => customer.checkOut({ to: '2 Rue du Souk' }));
    expect(checkout.orderId).not.toBe(first.checkout.orderId);
    await becomes(first, { status: 'cancelled', cancelledBecause: 'customer', refunded: null });
    const second = { ...first, checkout, checkoutUrl: await customer.checkoutUrlOf(checkout) };
    await customer.pay(second.checkoutUrl);
    await isBoughtOnce(second);
    expect(await market.floor.moneyOf(first.checkout.orderId)).toMatchObject({ captured: 0 });
  },

  'buy while the list of events cannot be read': async (market: Market) => {
    const order = await placed(market);
    const { hit } = await market.arm('payment-service', {
      point: 'PaymentProvider.undeliveredEvents',
      action: 'throw',
      times: 1,
    });
    await Promise.all([hit, order.customer.pay(order.checkoutUrl)]);
    await isBoughtOnce(order);
  },

  'buy while the cart has to park an event and gets it twice': async (market: Market) => {
    const order = await placed(market);
    await market.arm('cart-service', { point: 'on order.confirmed.v1.handle', action: 'throw', times: 4 });
    await market.arm('order-service', { point: 'bus.publish', action: 'lose', times: 1 });
    await order.customer.pay(order.checkoutUrl);
    await isBoughtOnce(order);
  },
};
