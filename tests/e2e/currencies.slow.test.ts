import { randomUUID } from 'node:crypto';
import { eventually } from '@souk/testing/eventually';
import { expect, it } from 'vitest';
import { ShopFloor } from './shop-floor.ts';
import { Shopper } from './shopper.ts';

it.each([
  // Yen have no decimals; cards are charged three-decimal currencies in tens of their smallest unit.
  { currency: 'JPY', price: 1250, shipping: 490, text: '¥1,740', refused: null },
  { currency: 'KWD', price: 12_500, shipping: 1_500, text: 'KWD 14.000', refused: 12_505 },
])(
  'a shop in $currency sells, charges, writes and gives back in it',
  async ({ currency, price, shipping, text, refused }) => {
    const floor = await ShopFloor.open({ SHOP_CURRENCY: currency, SHIPPING_PRICE: String(shipping) });
    try {
      const total = { amount: price + shipping, currency };
      const sku = `SKU-${currency}`;
      await floor.sell(sku, { stock: 1, price, currency });
      if (refused !== null) {
        const sale = floor.sell(`ODD-${currency}`, { stock: 1, price: refused, currency });
        await expect(sale).rejects.toMatchObject({ status: 400, code: 'product.price-not-chargeable' });
      }
      const shopper = await Shopper.register(floor.url);
      await shopper.addToCart(sku);
      const checkout = await shopper.checkOut();
      const page = await (await fetch(checkout.checkoutUrl)).text();
      expect(page.replaceAll(/\s|&nbsp;/g, ' ')).toContain(text);
      await shopper.pay(checkout.checkoutUrl);
      await eventually(async () => {
        expect(await floor.order(checkout.orderId)).toMatchObject({ status: 'confirmed', paid: total });
      });
      expect(await floor.moneyOf(checkout.orderId)).toEqual({ captured: total.amount, refunded: 0, charges: 1 });
      await floor.refund(checkout.orderId, { amount: { amount: 1000, currency } }, randomUUID());
      await eventually(async () => {
        expect(await floor.order(checkout.orderId)).toMatchObject({ refunded: { amount: 1000, currency } });
      });
      const { refunds } = await floor.ledgerOf(checkout.orderId);
      expect(refunds).toMatchObject([{ amount: 1000, currency: currency.toLowerCase() }]);
    } finally {
      await floor.close();
    }
  },
);
