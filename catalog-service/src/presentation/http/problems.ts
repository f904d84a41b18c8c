import type { Problems } from '@souk/chassis/http/problems';
import { z } from 'zod';

/** Why this service refuses something, beside the common reasons. */
export const PROBLEMS: Problems = {
  'category.in-use': { status: 409 },
  'category.not-found': { status: 404 },
  'category.slug-taken': { status: 409, fields: { slug: z.string() } },
  'category.unknown': { status: 400, fields: { category: z.string() } },
  'images.being-removed': { status: 409 },
  'images.broken': { status: 400 },
  'images.busy': { status: 503 },
  'images.form-invalid': { status: 400, fields: { file: z.string().nullable() } },
  'images.store-unavailable': { status: 503 },
  'images.too-large': { status: 413, fields: { file: z.string().nullable() } },
  'images.type-refused': { status: 415 },
  'images.upload-took-too-long': { status: 503 },
  'product.has-changed': { status: 412 },
  'product.image-not-found': { status: 404 },
  'product.images-differ': { status: 409 },
  'product.needs-a-variant': { status: 409 },
  'product.not-found': { status: 404 },
  'product.price-not-chargeable': { status: 400, fields: { sku: z.string(), step: z.int() } },
  'product.sku-taken': { status: 409, fields: { sku: z.string() } },
  'product.slug-taken': { status: 409, fields: { slug: z.string() } },
  'product.too-many': { status: 409, fields: { limit: z.int() } },
  'product.variant-not-found': { status: 404 },
  'products.search-took-too-long': { status: 503 },
  'reservation.not-found': { status: 404 },
  'reservation.order-id-invalid': { status: 400 },
  'reservation.transition-not-allowed': { status: 409 },
  'stock.is-held': { status: 409, fields: { onHand: z.int(), held: z.int() } },
  'stock.not-found': { status: 404 },
};
