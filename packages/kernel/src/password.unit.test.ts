import { expect, it } from 'vitest';
import { isPassword, normalizedPassword } from './password.ts';

it.each([
  ['accents that are composed or not', 'caf\u00e9-au-lait', 'cafe\u0301-au-lait'],
  ['wide letters', '\uff33\uff4f\uff55\uff4b', 'Souk'],
  ['a ligature', 'o\ufb03ce', 'office'],
])('when two passwords differ by %s, are one', (_what, one, other) => {
  expect(normalizedPassword(one)).toBe(normalizedPassword(other));
});

it.each([
  ['nine characters', '123456789', false],
  ['ten', '1234567890', true],
  ['nine letters with accents of their own', 'e\u0301'.repeat(9), false],
  ['ten characters beyond the first plane', '\u{1f511}'.repeat(10), true],
  ['nine characters beyond the first plane', '\u{1f511}'.repeat(9), false],
  ['128 of them', '\u{1f511}'.repeat(128), true],
  ['129', 'x'.repeat(129), false],
])('when a password has %s, may be chosen: %s', (_what, typed, expected) => {
  expect(isPassword(typed)).toBe(expected);
});
