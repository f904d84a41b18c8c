import { expect, it } from 'vitest';
import { moneyText } from './money-text.ts';

it.each([
  [1999, 'EUR', '€19.99'],
  [5, 'EUR', '€0.05'],
  [123_456_789, 'USD', '$1,234,567.89'],
  [0, 'EUR', '€0.00'],
  [1999, 'JPY', '¥1,999'],
  [1999, 'KRW', '₩1,999'],
  [1999, 'KWD', 'KWD 1.999'],
  [5, 'BHD', 'BHD 0.005'],
  // Intl alone would leave the decimals out, and make a hundredfold or more of it.
  [199_000, 'HUF', 'HUF 1,990.00'],
  [1999, 'IQD', 'IQD 1.999'],
  [1999, 'ISK', 'ISK 1,999'],
])('%i minor units of %s: %s', (amount, currency, text) => {
  expect(moneyText({ amount, currency }).replaceAll('\u00a0', ' ')).toBe(text);
});
