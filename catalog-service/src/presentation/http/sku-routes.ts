import { ok, route, type Route } from '@souk/chassis/http/route';
import { Skus } from '@souk/contracts/fields';
import { z } from 'zod';
import type { LookUpSkus } from '../../application/look-up-skus/look-up-skus.ts';
import { MoneyReply } from './product-schemas.ts';

const SkusQuery = z.strictObject({
  sku: z
    .string()
    .transform((list) => [...new Set(list.split(','))])
    .pipe(Skus),
});

const SkuReply = z.object({
  sku: z.string(),
  productId: z.uuid(),
  slug: z.string(),
  name: z.string(),
  variant: z.string(),
  unitPrice: MoneyReply,
  available: z.int(),
  image: z.string().nullable(),
  isForSale: z.boolean(),
});

export function skuRoutes({ lookUpSkus }: { lookUpSkus: LookUpSkus }): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/internal/skus',
      access: 'internal',
      summary: 'What SKUs, comma separated, are and cost, and how many there are; unknown ones are left out',
      query: SkusQuery,
      replies: { 200: z.object({ data: z.array(SkuReply) }) },
      handle: async ({ query }) => ok({ data: await lookUpSkus.execute(query.sku) }),
    }),
  ];
}
