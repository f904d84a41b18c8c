import { ServiceConfig, ShopCurrency } from '@souk/chassis/config';
import { chargeableStep } from '@souk/kernel/currency';
import { z } from 'zod';

export const OrderServiceConfig = ServiceConfig.extend({
  /** Where cart-service answers. */
  CART_SERVICE_URL: z.url(),
  /** Key of the tokens in guests' links; the same in user, cart, order and notification service. */
  LINK_SECRET: z.string().min(32, 'must have at least 32 characters'),
  /** The flat price of standard delivery, in minor units of SHOP_CURRENCY. */
  SHIPPING_PRICE: z.coerce.number().int().min(0).default(490),
  SHOP_CURRENCY: ShopCurrency,
}).refine(({ SHIPPING_PRICE, SHOP_CURRENCY }) => SHIPPING_PRICE % chargeableStep(SHOP_CURRENCY) === 0, {
  path: ['SHIPPING_PRICE'],
  message: 'must be a multiple of what cards can be charged in this currency: 10 in three-decimal ones, 100 for MGA',
});
export type OrderServiceConfig = z.infer<typeof OrderServiceConfig>;
