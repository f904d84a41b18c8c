import { randomUUID } from 'node:crypto';
import { ShopClient } from '@souk/local/shop-client';
import { expect } from 'vitest';
import { CARD } from '../../e2e/shopper.ts';
import { Customer } from '../customer.ts';
import type { Market } from '../market.ts';
import { becomes, eventsOf, isBoughtOnce, isCancelled, ONCE, placed, subjectsTo } from './placed-order.ts';

const { captured } = ONCE;

/** Pays with a card of this number, and waits until that is known. */
async function bought(market: Market, cardNumber?: string) {
  const order = await placed(market);
  await order.customer.pay(order.checkoutUrl, cardNumber);
  await isBoughtOnce(order);
  return order;
}

export const MONEY_BACK = {
  'cancel while paying': async (market: Market) => {
    const order = await placed(market);
    const { customer, checkout, checkoutUrl } = order;
    // What would close the session is refused until it is parked: so long there is time to pay.
    const point = 'on order.cancellation-requested.v1.handle';
    await market.arm('payment-service', { point, action: 'throw', times: 3 });
    await customer.cancel(checkout.orderId);
    const isPaid = await customer.pay(checkoutUrl).then(
      () => true,
      // Somebody else's failure has undone ours, and the session was closed before.
      () => false,
    );
    await isCancelled(order, { cancelledBecause: 'customer', ...(isPaid ? { paymentStatus: 'refunded' } : {}) });
    const { captured } = ONCE;
    expect(await market.floor.moneyOf(checkout.orderId)).toEqual(
      isPaid ? { captured, refunded: captured, charges: 1 } : { captured: 0, refunded: 0, charges: 0 },
    );
  },

  'cancel what is paid': async (market: Market) => {
    const order = await bought(market);
    await order.customer.cancel(order.checkout.orderId);
    await isCancelled(order, { cancelledBecause: 'customer', paymentStatus: 'refunded' });
    expect(await market.floor.moneyOf(order.checkout.orderId)).toEqual({ captured, refunded: captured, charges: 1 });
  },

  'cancel what is paid before the thanks are sent': async (market: Market) => {
    const order = await placed(market);
    await market.arm('notification-service', { point: 'on order.confirmed.v1.handle', action: 'throw', times: 4 });
    await order.customer.pay(order.checkoutUrl);
    await becomes(order, { status: 'confirmed' });
    await order.customer.cancel(order.checkout.orderId);
    await isCancelled(order, { cancelledBecause: 'customer', paymentStatus: 'refunded' });
    await market.settled(async () => expect(await subjectsTo(order.customer)).toHaveLength(3));
    expect(await market.floor.moneyOf(order.checkout.orderId)).toEqual({ captured, refunded: captured, charges: 1 });
  },

  'get a part of the money back': async (market: Market) => {
    const order = await bought(market);
    const { orderId } = order.checkout;
    const [path, key] = [`/v1/admin/orders/${orderId}/refunds`, randomUUID()];
    const part = { amount: { amount: 500, currency: 'EUR' }, note: 'Scratched' };
    for (let time = 1; time <= 2; time++) await market.asAdmin('POST', path, part, key);
    await becomes(order, { status: 'confirmed', paymentStatus: 'partially-refunded', refunded: part.amount });
    expect(await market.floor.moneyOf(orderId)).toEqual({ captured, refunded: 500, charges: 1 });
    await market.asAdmin('POST', `/v1/admin/payments/${orderId}/reconcile`);
  },

  'get no money back at first': async (market: Market) => {
    const order = await bought(market, CARD.refundFails);
    const { orderId } = order.checkout;
    await market.asAdmin('POST', `/v1/admin/orders/${orderId}/refunds`, {});
    await becomes(order, { refunds: [{ status: 'failed' }] });
    const { data } = await market.asAdmin<{ data: { id: string }[] }>('GET', '/v1/admin/webhook-events?limit=1');
    await market.asAdmin('POST', `/v1/admin/webhook-events/${data[0]?.id ?? ''}/replay`);
  },

  'get no money back the second time either': async (market: Market) => {
    const order = await bought(market, CARD.refundFails);
    const path = `/v1/admin/orders/${order.checkout.orderId}/refunds`;
    await market.asAdmin('POST', path, {});
    await becomes(order, { paymentStatus: 'paid', refunds: [{ status: 'failed' }] });
    await market.asAdmin('POST', path, {});
    // With this card nothing ever gets there.
    await becomes(order, { paymentStatus: 'paid', refunds: [{ status: 'failed' }, { status: 'failed' }] });
    expect(await market.floor.moneyOf(order.checkout.orderId)).toEqual(ONCE);
  },

  'get no money back for what is cancelled': async (market: Market) => {
    const order = await bought(market, CARD.refundFails);
    const { orderId } = order.checkout;
    await order.customer.cancel(orderId);
    await becomes(order, { status: 'cancelled', paymentStatus: 'refund-owed', refunds: [{ status: 'failed' }] });
    // Said again by the shop.
    await market.asAdmin('POST', `/v1/admin/orders/${orderId}/cancel`);
    await becomes(order, { paymentStatus: 'refund-owed', refunds: [{ status: 'failed' }, { status: 'failed' }] });
    expect(await market.floor.moneyOf(orderId)).toEqual(ONCE);
  },

  'cancel what is paid when mail comes back': async (market: Market) => {
    const order = await placed(market, Customer.asGuest(market, 'resend.dev', 'bounced+'));
    await order.customer.pay(order.checkoutUrl);
    await becomes(order, { status: 'confirmed', paymentStatus: 'paid' });
    const email = encodeURIComponent(order.customer.email);
    await market.settled(async () => {
      const { data } = await market.asAdmin<{ data: object[] }>('GET', `/v1/admin/notifications?to=${email}`);
      expect(data).toMatchObject([{ status: 'bounced' }]);
    });
    await market.asAdmin('POST', `/v1/admin/orders/${order.checkout.orderId}/cancel`);
    await becomes(order, { status: 'cancelled', cancelledBecause: 'shop', paymentStatus: 'refunded' });
    await market.settled(async () => {
      expect((await eventsOf(order)).filter((event) => event === 'email.suppressed.v1')).toHaveLength(1);
    });
    expect(await subjectsTo(order.customer)).toHaveLength(1);
  },

  'dispute a payment': async (market: Market) => {
    const order = await bought(market, '4000000000000259');
    await becomes(order, { disputes: [{ status: 'open' }] });
    const { disputes } = await order.customer.order<{ disputes: { disputeId: string }[] }>(order.checkout);
    const sandbox = new ShopClient(market.floor.platform.sandboxUrl);
    const path = `/_sandbox/stripe/disputes/${disputes[0]?.disputeId ?? ''}/close`;
    await sandbox.post(path, { body: { status: 'won' } });
    await becomes(order, { disputes: [{ status: 'won' }] });
    await market.settled(async () =>
      expect(await eventsOf(order)).toEqual(expect.arrayContaining(['dispute.opened.v1', 'dispute.closed.v1'])),
    );
  },
};
