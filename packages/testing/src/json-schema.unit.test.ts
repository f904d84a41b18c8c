import { expect, it } from 'vitest';
import { pointerTo, schemaFaults, type JsonSchema } from './json-schema.ts';

const PRICE: JsonSchema = {
  type: 'object',
  properties: {
    amount: { type: 'integer', minimum: 0, maximum: 9 },
    currency: { type: 'string', pattern: '^[A-Z]{3}$' },
  },
  required: ['amount', 'currency'],
  additionalProperties: false,
};
const EUROS = { amount: 1, currency: 'EUR' };

it.each<[unknown, JsonSchema]>([
  [null, { type: ['string', 'null'] }],
  ['paid', { enum: ['paid', 'unpaid'] }],
  ['👍', { type: 'string', minLength: 1, maxLength: 1 }],
  [EUROS, PRICE],
  [null, { anyOf: [PRICE, { type: 'null' }] }],
  [[EUROS, EUROS], { type: 'array', items: PRICE, minItems: 1, maxItems: 2 }],
  [{ EUR: 1 }, { type: 'object', propertyNames: { pattern: '^[A-Z]{3}$' }, additionalProperties: { type: 'integer' } }],
  [{ anything: 1 }, { type: 'object', additionalProperties: {} }],
  [undefined, {}],
])('%j fits %j', (value, schema) => {
  expect(schemaFaults(value, schema)).toEqual([]);
});

it.each<[unknown, JsonSchema, string]>([
  ['1', { type: 'integer' }, 'the body is not of type integer: "1"'],
  [1.5, { type: 'integer' }, 'the body is not of type integer: 1.5'],
  [[], { type: 'object' }, 'the body is not of type object: []'],
  [null, PRICE, 'the body is not of type object: null'],
  [{ ...EUROS, amount: -1 }, PRICE, '/amount is less than 0: -1'],
  [{ ...EUROS, amount: 10 }, PRICE, '/amount is more than 9: 10'],
  [{ ...EUROS, currency: 'euro' }, PRICE, '/currency does not match ^[A-Z]{3}$: "euro"'],
  [{ amount: 1 }, PRICE, '/currency is missing'],
  [{ ...EUROS, vat: 1 }, PRICE, '/vat is not documented: 1'],
  [[EUROS, { ...EUROS, amount: '1' }], { items: PRICE }, '/1/amount is not of type integer: "1"'],
  [{ ...EUROS, amount: '1' }, { anyOf: [{ type: 'null' }, PRICE] }, '/amount is not of type integer: "1"'],
  [{ euro: 1 }, { propertyNames: { pattern: '^[A-Z]{3}$' } }, '/euro (its name) does not match ^[A-Z]{3}$: "euro"'],
  [{ 'a/b': '1' }, { additionalProperties: { type: 'integer' } }, '/a~1b is not of type integer: "1"'],
  ['lost', { enum: ['paid', 'unpaid'] }, 'the body is none of ["paid","unpaid"]: "lost"'],
  ['JPY', { const: 'EUR' }, 'the body is not "EUR": "JPY"'],
  ['', { minLength: 1 }, 'the body is shorter than 1: ""'],
  ['ab', { maxLength: 1 }, 'the body is longer than 1: "ab"'],
  [0, { exclusiveMinimum: 0 }, 'the body is not over 0: 0'],
  [[], { minItems: 1 }, 'the body has fewer than 1 items: []'],
])('%j does not fit %j, and it says where', (value, schema, fault) => {
  expect(schemaFaults(value, schema)).toEqual([fault]);
});

it.each<[string, object]>([
  ['“not”', { not: {} }],
  ['the format uri', { format: 'uri' }],
])('a schema that asks for something unknown, here %s, is no schema that all values fit', (name, schema) => {
  expect(() => schemaFaults('text', schema)).toThrow(name);
});

it('a pointer escapes what would lead elsewhere', () => {
  expect(pointerTo([])).toBe('');
  expect(pointerTo(['a/b', '~', 0])).toBe('/a~1b/~0/0');
});
