import { ServiceConfig, ShopCurrency } from '@souk/chassis/config';
import { z } from 'zod';

export const CartServiceConfig = ServiceConfig.extend({
  /** Where catalog-service answers. */
  CATALOG_SERVICE_URL: z.url(),
  /** Key of the tokens in guests' links; the same in user, cart, order and notification service. */
  LINK_SECRET: z.string().min(32, 'must have at least 32 characters'),
  SHOP_CURRENCY: ShopCurrency,
});
export type CartServiceConfig = z.infer<typeof CartServiceConfig>;
