import { z } from 'zod';
import { defineEvent, type EventOf } from './event.ts';
import { MoneyShape } from './shapes.ts';

const topic = 'catalog-events';

/** The whole product as it is after the change, so that a consumer needs no other event to know it. */
const ProductSnapshot = z.object({
  productId: z.string(),
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  category: z.string(),
  variants: z.array(z.object({ sku: z.string(), name: z.string(), price: MoneyShape })),
  images: z.array(z.object({ url: z.string(), alt: z.string() })),
});

export const ProductPublishedV1 = defineEvent(topic, 'product.published.v1', ProductSnapshot);
export type ProductPublishedV1 = EventOf<typeof ProductPublishedV1>;

export const ProductUpdatedV1 = defineEvent(topic, 'product.updated.v1', ProductSnapshot);
export type ProductUpdatedV1 = EventOf<typeof ProductUpdatedV1>;

export const ProductArchivedV1 = defineEvent(topic, 'product.archived.v1', ProductSnapshot);
export type ProductArchivedV1 = EventOf<typeof ProductArchivedV1>;
