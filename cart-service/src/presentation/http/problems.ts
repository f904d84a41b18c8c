import type { Problems } from '@souk/chassis/http/problems';
import { z } from 'zod';

/** Why this service refuses something, beside the common reasons. */
export const PROBLEMS: Problems = {
  'cart.full': { status: 409, fields: { limit: z.int() } },
  'cart.has-changed': { status: 412, fields: { revision: z.int() } },
  'cart.line-not-found': { status: 404 },
  'cart.not-enough-stock': { status: 409, fields: { sku: z.string(), wanted: z.int(), available: z.int() } },
  'cart.not-found': { status: 404 },
  'cart.sku-not-for-sale': { status: 409, fields: { sku: z.string() } },
  'catalog.unavailable': { status: 503 },
};
