import type { JsonSchema } from '@souk/testing/json-schema';
import { expect, it } from 'vitest';
import { sampleOf } from './sample-of.ts';

const UUID = '0198f1c2-7d3a-4b64-8e5f-2a9c4d6b8e01';

it.each<[string, JsonSchema, unknown]>([
  ['a text', { type: 'string' }, 'sample'],
  ['a text of some length', { type: 'string', minLength: 10 }, 'sample text'],
  ['a short text', { type: 'string', maxLength: 2 }, 'FR'],
  ['a text of a pattern', { type: 'string', pattern: '^[A-Z]{3}$' }, 'EUR'],
  ['an id', { type: 'string', format: 'uuid', pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }, UUID],
  ['a constant', { type: 'string', const: 'EUR' }, 'EUR'],
  ['one of several words', { type: 'string', enum: ['in', 'out'] }, 'in'],
  ['an integer', { type: 'integer', minimum: -5 }, 1],
  ['a large integer', { type: 'integer', minimum: 10 }, 10],
  ['a switch', { type: 'boolean' }, true],
  ['a list', { type: 'array', items: { type: 'boolean' } }, [true]],
  ['what may be null', { anyOf: [{ type: 'null' }, { type: 'boolean' }] }, true],
  [
    'an object with optional fields',
    { type: 'object', properties: { name: { type: 'string' }, price: { type: 'object', properties: {} } } },
    { name: 'sample', price: {} },
  ],
])('of %s gives one that the schema accepts', (_, schema, sample) => {
  expect(sampleOf(schema)).toEqual(sample);
});

it('of a text that no sample fits, says where to add one', () => {
  expect(() => sampleOf({ type: 'string', pattern: '^#$' })).toThrow('fits /^#$/: add one to TEXTS');
});
