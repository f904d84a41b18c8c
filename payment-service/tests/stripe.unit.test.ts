import { describe, expect, it } from 'vitest';
import { AmountIsNotChargeable } from '../src/application/ports/provider-error.ts';
import { fromStripeAmount, toStripeAmount } from '../src/infrastructure/stripe/stripe-amount.ts';
import { sessionParameters } from '../src/infrastructure/stripe/session-parameters.ts';
import { ShopMark } from '../src/infrastructure/stripe/shop-mark.ts';
import { at, orderId } from './a-payment.ts';

describe('an amount', () => {
  it.each([
    ['EUR', 1999, 1999],
    ['JPY', 1999, 1999],
    ['KRW', 50_000, 50_000],
    ['KWD', 12_340, 12_340],
    ['ISK', 500, 50_000],
    ['UGX', 5, 500],
    ['MGA', 500, 5],
  ])('of %s %i, is %i at Stripe and comes back the same', (currency, amount, stripe) => {
    expect(toStripeAmount({ amount, currency })).toBe(stripe);
    expect(fromStripeAmount(stripe, currency.toLowerCase())).toEqual({ amount, currency });
  });

  it.each([
    ['KWD', 12_345],
    ['TND', 1],
    ['MGA', 501],
  ])('of %s %i, cannot be charged', (currency, amount) => {
    expect(() => toStripeAmount({ amount, currency })).toThrow(AmountIsNotChargeable);
  });
});

describe('the parameters of a session', () => {
  const mark = new ShopMark('https://shop.test/');
  const checkout = {
    orderId,
    attempt: 2,
    email: 'amira@souk.test',
    lines: [{ sku: 'TEA', name: 'Tea', unitPrice: { amount: 500, currency: 'JPY' }, quantity: 3 }],
    shipping: { name: 'Free', price: { amount: 0, currency: 'JPY' } },
  };

  it('when shipping costs nothing, have no line for it', () => {
    const { line_items, metadata, expires_at } = sessionParameters({
      checkout,
      expiresAt: at,
      publicUrl: 'https://s',
      mark,
    });
    expect(line_items).toEqual([
      { quantity: 3, price_data: { currency: 'jpy', unit_amount: 500, product_data: { name: 'Tea' } } },
    ]);
    expect(metadata).toEqual({ orderId, attempt: '2', shop: 'shop.test' });
    expect(expires_at).toBe(at.getTime() / 1000);
  });
});
