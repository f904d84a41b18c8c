import { expect, it } from 'vitest';
import { retryAfter } from './retry-after.ts';

const now = Date.parse('2026-01-01T00:00:00Z');

it.each([
  [undefined, 0],
  ['0', 0],
  ['7', 7_000],
  ['86400', 300_000],
  ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
  ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
  ['soon', 0],
])('when Stripe says %s, waits %i ms', (header, wait) => {
  expect(retryAfter(header, now)).toBe(wait);
});
