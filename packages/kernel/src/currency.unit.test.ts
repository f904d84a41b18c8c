import { expect, it } from 'vitest';
import { chargeableStep, decimalsOf } from './currency.ts';

it.each([
  ['EUR', 1],
  ['JPY', 1],
  ['KWD', 10],
  ['TND', 10],
  ['MGA', 100],
])('%s is charged in steps of %i minor units', (currency, step) => {
  expect(chargeableStep(currency)).toBe(step);
});

it.each([
  ['EUR', 2],
  ['HUF', 2],
  ['MGA', 2],
  ['JPY', 0],
  ['ISK', 0],
  ['KWD', 3],
])('%s has %i decimals', (currency, decimals) => {
  expect(decimalsOf(currency)).toBe(decimals);
});
