import { describe, expect, it } from 'vitest';
import { checkChargeable, checkedCurrency, formatMoney } from '../../src/stripe/money.ts';

describe('formatMoney', () => {
  it.each([
    [1999, 'eur', '€19.99'],
    [123_456_789, 'usd', '$1,234,567.89'],
    [1200, 'jpy', '¥1,200'],
    [12_340, 'kwd', 'KWD 12.340'],
    // Iceland's krona has no decimals in ISO 4217, but two at Stripe.
    [50_000, 'isk', 'ISK 500.00'],
  ])('writes %d minor units of %s as %s', (amount, currency, written) => {
    expect(formatMoney(amount, currency).replaceAll('\u00a0', ' ')).toBe(written);
  });
});

describe('checkChargeable', () => {
  it.each([
    [50, 'eur'],
    [30, 'gbp'],
    [50, 'jpy'],
    [10_000, 'kwd'],
    [99_999_999, 'usd'],
  ])('accepts %d minor units of %s', (amount, currency) => {
    expect(() => checkChargeable(amount, currency, 'Amount')).not.toThrow();
  });

  it.each([
    [49, 'eur', 'Amount must add up to at least €0.50 eur'],
    [29, 'gbp', 'Amount must add up to at least £0.30 gbp'],
    [100_000_000, 'usd', 'Amount must be no more than $999,999.99'],
    [10_001, 'kwd', 'Amount must be a multiple of ten'],
  ])('refuses %d minor units of %s', (amount, currency, message) => {
    expect(() => checkChargeable(amount, currency, 'Amount')).toThrow(message);
  });
});

describe('checkedCurrency', () => {
  it('takes an ISO code in any case', () => {
    expect(checkedCurrency('EUR', 'currency')).toBe('eur');
  });

  it('refuses what is no currency', () => {
    expect(() => checkedCurrency('xyz', 'currency')).toThrow('Invalid currency: xyz');
  });
});
