import { expect, it } from 'vitest';
import { chargeableStep } from './currency.ts';

it.each([
  ['EUR', 1],
  ['JPY', 1],
  ['KWD', 10],
  ['TND', 10],
  ['MGA', 100],
])('%s is charged in steps of %i minor units', (currency, step) => {
  expect(chargeableStep(currency)).toBe(step);
});
