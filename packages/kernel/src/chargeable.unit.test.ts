import { expect, it } from 'vitest';
import { CHARGEABLE_CURRENCIES, chargeableRange } from './chargeable.ts';

it.each([
  ['EUR', 50, 99_999_999],
  ['JPY', 50, 99_999_999],
  ['HUF', 17_500, 99_999_999],
  ['DKK', 250, 99_999_999],
  ['KWD', 1, 99_999_999],
  ['ISK', 1, 999_999],
])('a payment in %s is of %i to %i minor units', (currency, least, most) => {
  expect(chargeableRange(currency)).toEqual({ least, most });
});

it('every currency that can be charged is one of those in use', () => {
  const inUse = new Set(Intl.supportedValuesOf('currency'));
  expect([...CHARGEABLE_CURRENCIES].filter((code) => !inUse.has(code))).toEqual([]);
  expect(CHARGEABLE_CURRENCIES.size).toBeGreaterThanOrEqual(135);
});
