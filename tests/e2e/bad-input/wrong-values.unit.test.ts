import type { JsonSchema } from '@souk/testing/json-schema';
import { expect, it } from 'vitest';
import { wrongTextsOf, wrongValuesOf } from './wrong-values.ts';

const OPERATORS = [{ $ne: null }, { $gt: '' }];

it.each<[string, JsonSchema, readonly unknown[]]>([
  ['a text', { type: 'string' }, [1, true, ['text'], null]],
  ['a text of some length', { type: 'string', minLength: 2, maxLength: 3 }, [1, true, ['text'], null, 'a', 'aaaa']],
  ['a text of a pattern', { type: 'string', pattern: '^[a-z]+$' }, [1, true, ['text'], null, '\0']],
  ['one of several words', { type: 'string', enum: ['in'] }, [1, true, ['text'], null, '\0']],
  ['an integer', { type: 'integer', minimum: 0, maximum: 9 }, ['1', true, [1], 1.5, null, -1, 10]],
  ['what may be null', { anyOf: [{ type: 'boolean' }, { type: 'null' }] }, ['true', 1, [true]]],
  ['a list', { type: 'array', items: { type: 'boolean' }, maxItems: 1 }, ['text', 1, null, [true, true]]],
  ['a list that holds something', { type: 'array', minItems: 1 }, ['text', 1, null, []]],
  ['an object', { type: 'object' }, ['text', 1, ['text'], null]],
])('for %s are other types, operators, and values just beyond its limits', (_, schema, values) => {
  const wrong = wrongValuesOf(schema);
  expect(wrong).toEqual(expect.arrayContaining([...values, ...OPERATORS]));
  expect(wrong).toHaveLength(values.length + OPERATORS.length);
});

it('in an address are texts', () => {
  expect(wrongTextsOf({ type: 'integer', minimum: 1, maximum: 100 })).toEqual(expect.arrayContaining(['', '0', '101']));
  expect(wrongTextsOf({ type: 'string', enum: ['name'] })).toEqual(['\0']);
  expect(wrongTextsOf({ type: 'string' })).toEqual([]);
});
