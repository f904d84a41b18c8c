import { expect, it } from 'vitest';
import { isLanguage } from './language.ts';

it.each([
  ['en', true],
  ['pt-BR', true],
  ['ja', true],
  ['english', false],
  ['', false],
  ['en_US', false],
  ['xx', false],
])('when given %j, says whether it is a language: %s', (tag, expected) => {
  expect(isLanguage(tag)).toBe(expected);
});
