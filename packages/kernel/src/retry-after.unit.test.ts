import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { httpDateOf, retryAfterOf } from './retry-after.ts';

describe('HTTP dates and Retry-After', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    ['Sun, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37Z'],
    ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37Z'],
    ['Sun Nov  6 08:49:37 1994', '1994-11-06T08:49:37Z'],
    ['Sun Nov 16 08:49:37 1994', '1994-11-16T08:49:37Z'],
    ['Friday, 01-Jan-76 00:00:00 GMT', '2076-01-01T00:00:00Z'],
    ['Friday, 01-Jan-77 00:00:00 GMT', '1977-01-01T00:00:00Z'],
    ['Thu, 29 Feb 2024 00:00:00 GMT', '2024-02-29T00:00:00Z'],
  ])('%j is %s', (text, date) => expect(httpDateOf(text, now)).toBe(Date.parse(date)));

  it.each([
    '',
    '2026-01-01T00:00:00Z',
    'Sun, 06 Nov 1994 08:49:37',
    'Sun, 06 Nov 1994 08:49:37 +0100',
    'Sun, 6 Nov 1994 08:49:37 GMT',
    'sun, 06 nov 1994 08:49:37 gmt',
    'Sun, 06 Nox 1994 08:49:37 GMT',
    'Sun, 31 Feb 2026 08:49:37 GMT',
    'Sun, 06 Nov 1994 25:49:37 GMT',
  ])('%j is no date', (text) => expect(httpDateOf(text, now)).toBeNull());

  it('whatever second it is, is read as it was written', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
        expect(httpDateOf(date.toUTCString(), now)).toBe(Math.floor(date.getTime() / 1_000) * 1_000);
      }),
    );
  });

  it.each([
    [undefined, null],
    [null, null],
    ['0', 0],
    ['7', 7_000],
    [' 7 ', 7_000],
    ['86400', 86_400_000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
    ['-1', null],
    ['1.5', null],
    ['soon', null],
  ])('%j asks to wait %j ms', (header, wait) => expect(retryAfterOf(header, now)).toBe(wait));
});
