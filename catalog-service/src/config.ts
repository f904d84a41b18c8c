import { ServiceConfig, ShopCurrency } from '@souk/chassis/config';
import { isLanguage } from '@souk/kernel/language';
import { z } from 'zod';

export const CatalogServiceConfig = ServiceConfig.extend({
  /** cloudinary://key:secret@cloud, with ?upload_prefix=http://host:port for anything but Cloudinary itself. */
  CLOUDINARY_URL: z
    .string()
    .regex(/^cloudinary:\/\/[^:@/?]+:[^:@/?]+@[^:@/?]+(\?\S*)?$/, 'must be cloudinary://key:secret@cloud'),
  /** Of one image. */
  MAX_UPLOAD_BYTES: z.coerce.number().int().min(1_000).max(50_000_000).default(10_000_000),
  SHOP_CURRENCY: ShopCurrency,
  /** Of names and descriptions: by it words are stemmed and names ordered. */
  SHOP_LANGUAGE: z.string().refine(isLanguage, 'must be a language tag such as en, de or pt-BR').default('en'),
  /** Stock of so many pieces or fewer is low. */
  LOW_STOCK_AT: z.coerce.number().int().min(0).default(5),
});
export type CatalogServiceConfig = z.infer<typeof CatalogServiceConfig>;
