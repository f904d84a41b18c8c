import { eventually } from '@souk/testing/eventually';
import { ShopRefused } from '@souk/local/shop-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ShopFloor } from './shop-floor.ts';
import { CARD, IBAN, Shopper, type CheckoutReply } from './shopper.ts';

let floor: ShopFloor;

beforeAll(async () => {
  floor = await ShopFloor.share();
});

afterAll(async () => {
  await floor.close();
});

const TOTAL = 1740;
const euros = (amount: number) => ({ amount, currency: 'EUR' });
let count = 0;

/** A customer who has ordered the only piece of a new product. */
async function anOrder(): Promise<{ shopper: Shopper; sku: string; checkout: CheckoutReply; orderId: string }> {
  const sku = `MONEY-${++count}`;
  await floor.sell(sku, { stock: 1 });
  const shopper = await Shopper.register(floor.url);
  await shopper.addToCart(sku);
  const checkout = await shopper.checkOut();
  return { shopper, sku, checkout, orderId: checkout.orderId };
}

async function aPaidOrder(card: string = CARD.paid) {
  const order = await anOrder();
  await order.shopper.pay(order.checkout.checkoutUrl, card);
  await becomes(order.orderId, { status: 'confirmed' });
  return order;
}

const becomes = (orderId: string, expected: object) =>
  eventually(async () => expect(await floor.order(orderId)).toMatchObject(expected));

const subjectsTo = async (email: string) => (await floor.mailsTo(email)).map(({ subject }) => subject);
const stockIs = (sku: string, pieces: number) =>
  eventually(async () => expect(await floor.stockOf(sku)).toMatchObject({ onHand: pieces, available: pieces }));
const reconcile = (orderId: string) => floor.asAdmin('POST', `/v1/admin/payments/${orderId}/reconcile`);

describe('a refund that an admin grants', () => {
  it('in parts: is given back part by part, each with its mail, and never more than was paid', async () => {
    const { orderId, shopper } = await aPaidOrder();
    await floor.refund(orderId, { amount: euros(740), note: 'A cup was broken.' });
    await becomes(orderId, { paymentStatus: 'partially-refunded', refunded: euros(740) });
    await expect(floor.refund(orderId, { amount: euros(1001) })).rejects.toMatchObject({
      code: 'order.refund-too-large',
    });
    await floor.refund(orderId, {});
    await becomes(orderId, { status: 'confirmed', paymentStatus: 'refunded', refunded: euros(TOTAL) });
    expect(await floor.moneyOf(orderId)).toEqual({ captured: TOTAL, refunded: TOTAL, charges: 1 });
    await eventually(async () => {
      expect((await subjectsTo(shopper.email)).filter((subject) => subject.startsWith('A refund'))).toHaveLength(2);
    });
  });

  it('when the bank takes its time, waits for it', async () => {
    const { orderId } = await aPaidOrder(CARD.refundPends);
    await floor.refund(orderId, {});
    const [refund] = await eventually(async () => {
      const { refunds } = await floor.ledgerOf(orderId);
      expect(refunds).toHaveLength(1);
      return refunds;
    });
    await becomes(orderId, { paymentStatus: 'paid', refunds: [{ status: 'requested' }] });
    await floor.atProvider(`refunds/${refund!.id}/settle`);
    await becomes(orderId, { paymentStatus: 'refunded', refunds: [{ status: 'succeeded' }] });
  });

  it('when the bank sends it back, shows why, and can be granted again', async () => {
    const { orderId } = await aPaidOrder(CARD.refundFails);
    await floor.refund(orderId, {});
    await becomes(orderId, { paymentStatus: 'refunded' });
    const { refunds } = await floor.ledgerOf(orderId);
    await floor.atProvider(`refunds/${refunds[0]!.id}/settle`);
    await becomes(orderId, {
      paymentStatus: 'paid',
      refunded: null,
      refunds: [{ status: 'failed', failure: 'expired_or_canceled_card' }],
    });
    await floor.refund(orderId, {});
    await becomes(orderId, { paymentStatus: 'refunded', refunds: [{ status: 'failed' }, { status: 'succeeded' }] });
  });

  it('when the payment service is killed meanwhile, is made once', async () => {
    const { orderId } = await aPaidOrder();
    const requested = floor.refund(orderId, {});
    await floor.platform.process('payment-service').crash();
    await requested;
    await becomes(orderId, { paymentStatus: 'refunded' });
    expect((await floor.ledgerOf(orderId)).refunds).toHaveLength(1);
  });
});

describe('an order that is cancelled after it was paid', () => {
  it.each(['its customer', 'an admin'])(
    'by %s: the money goes back, the pieces are for sale again, one mail',
    async (by) => {
      const { orderId, shopper, sku } = await aPaidOrder();
      await stockIs(sku, 0);
      if (by === 'an admin') await floor.cancel(orderId);
      else await shopper.cancel(orderId);
      await becomes(orderId, { status: 'cancelled', paymentStatus: 'refunded', refunded: euros(TOTAL) });
      await stockIs(sku, 1);
      expect(await floor.moneyOf(orderId)).toEqual({ captured: TOTAL, refunded: TOTAL, charges: 1 });
      await eventually(async () => {
        expect((await subjectsTo(shopper.email)).filter((subject) => subject.includes('cancelled'))).toHaveLength(1);
      });
      expect((await subjectsTo(shopper.email)).filter((subject) => subject.startsWith('A refund'))).toEqual([]);
    },
  );
});

describe('a payment by debit', () => {
  it('when the money arrives later, confirms the order then and not before', async () => {
    const { orderId, shopper, checkout, sku } = await anOrder();
    await shopper.payByDebit(checkout.checkoutUrl, IBAN.succeeds, floor);
    await becomes(orderId, { status: 'awaiting-payment', paymentStatus: 'processing' });
    expect(await floor.stockOf(sku)).toMatchObject({ onHand: 1, available: 0 });
    await expect(shopper.cancel(orderId)).rejects.toMatchObject({ code: 'order.being-paid' });
    const { intents } = await floor.ledgerOf(orderId);
    await floor.atProvider(`payment_intents/${intents[0]!}/settle`);
    await becomes(orderId, { status: 'confirmed', paymentStatus: 'paid' });
    await stockIs(sku, 0);
  });

  it('when the money never arrives, ends the order, and the stock is for sale again', async () => {
    const { orderId, shopper, checkout, sku } = await anOrder();
    await shopper.payByDebit(checkout.checkoutUrl, IBAN.fails, floor);
    await becomes(orderId, { paymentStatus: 'processing' });
    const { intents } = await floor.ledgerOf(orderId);
    await floor.atProvider(`payment_intents/${intents[0]!}/settle`);
    await becomes(orderId, { status: 'cancelled', cancelledBecause: 'payment-failed' });
    await stockIs(sku, 1);
  });
});

describe('a dispute', () => {
  it('while it is open, nothing goes back; when it is won, what is wanted does', async () => {
    const { orderId, shopper } = await aPaidOrder(CARD.disputed);
    await becomes(orderId, { paymentStatus: 'disputed', disputes: [{ status: 'open', amount: euros(TOTAL) }] });
    for (const wish of [() => floor.refund(orderId, {}), () => shopper.cancel(orderId)]) {
      const refusal = await wish().then(
        () => null,
        (error: unknown) => error,
      );
      expect(refusal).toBeInstanceOf(ShopRefused);
      expect(refusal).toMatchObject({ status: 409, code: 'order.disputed' });
    }
    const { disputes } = await floor.ledgerOf(orderId);
    await floor.atProvider(`disputes/${disputes[0]!}/close`, { status: 'won' });
    await becomes(orderId, { paymentStatus: 'paid' });
    await floor.refund(orderId, {});
    await becomes(orderId, { paymentStatus: 'refunded' });
  });

  it('when it is lost, the money is the shopper’s', async () => {
    const { orderId } = await aPaidOrder(CARD.disputed);
    await becomes(orderId, { paymentStatus: 'disputed' });
    const { disputes } = await floor.ledgerOf(orderId);
    await floor.atProvider(`disputes/${disputes[0]!}/close`, { status: 'lost' });
    await becomes(orderId, { status: 'confirmed', paymentStatus: 'refunded', disputes: [{ status: 'lost' }] });
    await reconcile(orderId);
    expect(await floor.asAdmin('GET', `/v1/admin/payments/${orderId}`)).toMatchObject({ refunded: euros(TOTAL) });
  });
});
