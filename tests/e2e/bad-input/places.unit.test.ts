import { pointerTo, type JsonSchema } from '@souk/testing/json-schema';
import { expect, it } from 'vitest';
import { placesIn } from './places.ts';

it('every field has its place, inside objects, lists and what may be null', () => {
  const price: JsonSchema = { type: 'object', properties: { amount: { type: 'integer' } }, required: ['amount'] };
  const schema: JsonSchema = {
    type: 'object',
    properties: { name: { type: 'string' }, prices: { type: 'array', items: price }, old: { anyOf: [price] } },
    required: ['name'],
  };
  const places = placesIn(schema).map(({ path, isRequired }) => `${pointerTo(path)}${isRequired ? ' required' : ''}`);
  expect(places).toEqual([
    '/name required',
    '/prices',
    '/prices/0',
    '/prices/0/amount required',
    '/old',
    '/old/amount required',
  ]);
});
