import { randomUUID } from 'node:crypto';
import { ShopRefused } from '@souk/local/shop-client';
import { eventually } from '@souk/testing/eventually';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ShopFloor } from './shop-floor.ts';
import { CARD, Shopper, type CheckoutReply } from './shopper.ts';

let floor: ShopFloor;

beforeAll(async () => {
  floor = await ShopFloor.share();
});

afterAll(async () => {
  await floor.close();
});

let count = 0;
const newSku = () => `E2E-${String(++count).padStart(3, '0')}`;

/** A customer whose cart holds one piece of a new product. */
async function aShopperWith({ stock = 5, price = 1250 } = {}) {
  const sku = newSku();
  const { productId } = await floor.sell(sku, { stock, price });
  const shopper = await Shopper.register(floor.url);
  await shopper.addToCart(sku);
  return { shopper, sku, productId };
}

const becomes = (shopper: Shopper, checkout: CheckoutReply, expected: object) =>
  eventually(async () => expect(await shopper.order(checkout)).toMatchObject(expected));

const subjectsTo = async (email: string) => (await floor.mailsTo(email)).map(({ subject }) => subject);

const refusalOf = async (promise: Promise<unknown>): Promise<ShopRefused> => {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ShopRefused);
  return error as ShopRefused;
};

describe('a purchase', () => {
  it('when paid, is confirmed: stock committed, cart emptied, one mail, money captured once, all in the timeline', async () => {
    const { shopper, sku } = await aShopperWith({ stock: 5 });
    const checkout = await shopper.checkOut();
    await shopper.pay(checkout.checkoutUrl);
    await becomes(shopper, checkout, { status: 'confirmed', paymentStatus: 'paid' });
    await eventually(async () => {
      expect(await floor.stockOf(sku)).toMatchObject({ onHand: 4, available: 4 });
      expect((await shopper.cart()).lines).toEqual([]);
      expect((await subjectsTo(shopper.email)).filter((subject) => subject.startsWith('Thank you'))).toHaveLength(1);
    });
    expect(await floor.moneyOf(checkout.orderId)).toEqual({ captured: 1740, refunded: 0, charges: 1 });
    await eventually(async () => {
      const { data } = await floor.asAdmin<{ data: { event: string }[] }>(
        'GET',
        `/v1/admin/orders/${checkout.orderId}/timeline`,
      );
      expect(data.map(({ event }) => event)).toEqual(
        expect.arrayContaining([
          'order.created.v1',
          'stock.reserved.v1',
          'order.awaiting-payment.v1',
          'payment.session-opened.v1',
          'payment.succeeded.v1',
          'order.confirmed.v1',
          'stock.committed.v1',
          'email.sent.v1',
        ]),
      );
    });
  });

  it('when declined first and paid then, is confirmed with one charge', async () => {
    const { shopper } = await aShopperWith();
    const checkout = await shopper.checkOut();
    await expect(shopper.pay(checkout.checkoutUrl, CARD.declined)).rejects.toThrow(/declined/i);
    await shopper.pay(checkout.checkoutUrl);
    await becomes(shopper, checkout, { status: 'confirmed' });
    expect(await floor.moneyOf(checkout.orderId)).toMatchObject({ charges: 1 });
  });

  it('when the session expires, is cancelled and the stock is for sale again', async () => {
    const { shopper, sku } = await aShopperWith({ stock: 1 });
    const checkout = await shopper.checkOut();
    expect(await floor.stockOf(sku)).toMatchObject({ onHand: 1, available: 0 });
    await floor.expireSession(checkout.checkoutUrl);
    await becomes(shopper, checkout, { status: 'cancelled', cancelledBecause: 'payment-expired' });
    await eventually(async () => expect(await floor.stockOf(sku)).toMatchObject({ onHand: 1, available: 1 }));
    await eventually(async () =>
      expect((await subjectsTo(shopper.email)).some((subject) => subject.includes('cancelled'))).toBe(true),
    );
  });

  it('when cancelled before payment, cannot be paid any more', async () => {
    const { shopper, sku } = await aShopperWith({ stock: 1 });
    const checkout = await shopper.checkOut();
    await shopper.cancel(checkout.orderId);
    await becomes(shopper, checkout, { status: 'cancelled', cancelledBecause: 'customer', refunded: null });
    await expect(shopper.pay(checkout.checkoutUrl)).rejects.toThrow();
    expect(await floor.moneyOf(checkout.orderId)).toMatchObject({ charges: 0 });
    await eventually(async () => expect(await floor.stockOf(sku)).toMatchObject({ available: 1 }));
  });

  it('when cancelled while paying, gives the money back once and ends', async () => {
    const { shopper, sku } = await aShopperWith({ stock: 1 });
    const checkout = await shopper.checkOut();
    const payments = floor.platform.process('payment-service');
    await payments.signal('SIGSTOP');
    try {
      await shopper.cancel(checkout.orderId);
      await shopper.pay(checkout.checkoutUrl);
    } finally {
      await payments.signal('SIGCONT');
    }
    await becomes(shopper, checkout, { status: 'cancelled', cancelledBecause: 'customer', paymentStatus: 'refunded' });
    expect(await floor.moneyOf(checkout.orderId)).toEqual({ captured: 1740, refunded: 1740, charges: 1 });
    await eventually(async () => expect(await floor.stockOf(sku)).toMatchObject({ onHand: 1, available: 1 }));
  });

  it('when something is out of stock by then, says which lines', async () => {
    const { shopper, sku } = await aShopperWith({ stock: 1 });
    await floor.asAdmin('POST', `/v1/admin/inventory/${sku}/adjustments`, {
      kind: 'set',
      quantity: 0,
      reason: 'Water damage',
    });
    expect(await refusalOf(shopper.checkOut())).toMatchObject({ status: 409, code: 'order.out-of-stock' });
  });

  it('when the price has changed by then, is refused and holds no stock', async () => {
    const { shopper, sku, productId } = await aShopperWith({ stock: 1 });
    const { subtotal } = await shopper.cart();
    await floor.asAdmin('PATCH', `/v1/admin/products/${productId}/variants/${sku}`, {
      price: { amount: 9900, currency: 'EUR' },
    });
    const refusal = await eventually(async () => {
      const refused = await refusalOf(shopper.checkOut({ subtotal }));
      expect(refused).toMatchObject({ status: 409, code: 'order.price-changed' });
      return refused;
    });
    expect(refusal.message).toContain('expected');
    await eventually(async () => expect(await floor.stockOf(sku)).toMatchObject({ available: 1 }));
  });

  it('when two want the last piece, one gets it', async () => {
    const { shopper, sku } = await aShopperWith({ stock: 1 });
    const other = await Shopper.register(floor.url);
    await other.addToCart(sku);
    const outcomes = await Promise.allSettled([shopper.checkOut(), other.checkOut()]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await floor.stockOf(sku)).toMatchObject({ onHand: 1, available: 0 });
  });

  it('when checked out twice with one key, is one order', async () => {
    const { shopper } = await aShopperWith();
    const key = randomUUID();
    const [first, second] = await Promise.all([shopper.checkOut({ key }), shopper.checkOut({ key })]);
    expect(second).toEqual(first);
    const { count: orders } = await shopper.shop.get<{ count: number }>('/v1/orders', shopper.credentials);
    expect(orders).toBe(1);
  });
});

describe('a guest', () => {
  it('when they buy, see their order by its link only', async () => {
    const sku = newSku();
    await floor.sell(sku, { stock: 2 });
    const guest = await Shopper.asGuest(floor.url);
    await guest.addToCart(sku);
    const checkout = await guest.checkOut();
    await guest.pay(checkout.checkoutUrl);
    await becomes(guest, checkout, { status: 'confirmed' });
    expect(await refusalOf(guest.order({ ...checkout, orderToken: null }))).toMatchObject({ status: 404 });
    await eventually(async () => expect(await subjectsTo(guest.email)).toHaveLength(1));
  });

  it('when they log in, take their cart along', async () => {
    const { shopper, sku } = await aShopperWith();
    const guest = await Shopper.asGuest(floor.url);
    await guest.addToCart(sku, 3);
    const { cart } = await shopper.shop.post<{ cart: { lines: object[] } }>('/v1/me/cart/merge', {
      ...shopper.credentials,
      body: { cartId: guest.cartId, token: guest.cartToken },
    });
    expect(cart.lines).toMatchObject([{ sku, quantity: 3 }]);
    expect((await guest.cart()).lines).toEqual([]);
  });
});

describe('an admin', () => {
  it('when they upload pictures, the shop shows them', async () => {
    const sku = newSku();
    const { productId } = await floor.sell(sku, { stock: 1 });
    const form = new FormData();
    for (const background of ['#b4532a', '#2a53b4']) {
      const picture = await sharp({ create: { width: 640, height: 480, channels: 3, background } })
        .png()
        .toBuffer();
      form.append('images', new Blob([new Uint8Array(picture)], { type: 'image/png' }), `${background}.png`);
    }
    await floor.asAdmin('POST', `/v1/admin/products/${productId}/images`, form);
    const { images } = await eventually(async () => {
      const product = await Shopper.asGuest(floor.url).then(({ shop }) =>
        shop.get<{ images: { url: string; thumbnail: string }[] }>(`/v1/products/${productId}`),
      );
      expect(product.images).toHaveLength(2);
      return product;
    });
    const thumbnail = await fetch(images[0]!.thumbnail);
    expect(thumbnail.status).toBe(200);
    const { width, height } = await sharp(Buffer.from(await thumbnail.arrayBuffer())).metadata();
    expect({ width, height }).toEqual({ width: 400, height: 400 });
  });

  it('when they look at the orders, see everybody’s; a customer may not', async () => {
    const { shopper } = await aShopperWith();
    const { orderId } = await shopper.checkOut();
    const { data } = await floor.asAdmin<{ data: { id: string }[] }>(
      'GET',
      `/v1/admin/orders?email=${encodeURIComponent(shopper.email)}`,
    );
    expect(data.map(({ id }) => id)).toEqual([orderId]);
    expect(await refusalOf(shopper.shop.get('/v1/admin/orders', shopper.credentials))).toMatchObject({ status: 403 });
  });
});
