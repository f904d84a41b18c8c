import { expect, it } from 'vitest';
import { z } from 'zod';
import { problemEntries } from './problems.ts';

it('problems are listed by code, each with its fields, and with those that are always there', () => {
  const fields = { limit: z.literal(50), sku: z.string().optional(), total: z.string().nullable() };
  expect(problemEntries({ 'cart.not-found': { status: 404 }, 'cart.full': { status: 409, fields } })).toEqual([
    {
      code: 'cart.full',
      status: 409,
      fields: { limit: { type: 'number', const: 50 }, sku: { type: 'string' }, total: { type: ['string', 'null'] } },
      required: ['limit', 'total'],
    },
    { code: 'cart.not-found', status: 404, fields: {}, required: [] },
  ]);
});
