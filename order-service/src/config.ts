import { ServiceConfig, ShopCurrency } from '@souk/chassis/config';
import { chargeableStep } from '@souk/kernel/currency';
import { MOST_PIECES } from '@souk/kernel/limits';
import { z } from 'zod';

const limit = z.coerce.number().int().min(0);

export const OrderServiceConfig = ServiceConfig.extend({
  /** Where cart-service answers. */
  CART_SERVICE_URL: z.url(),
  /** Key of the tokens in guests' links; the same in user, cart, order and notification service. */
  LINK_SECRET: z.string().min(32, 'must have at least 32 characters'),
  /** The flat price of standard delivery, in minor units of SHOP_CURRENCY. */
  SHIPPING_PRICE: z.coerce.number().int().min(0).default(490),
  SHOP_CURRENCY: ShopCurrency,
  /** How many unpaid orders guests of one network may have at once; 0: no limit. */
  UNPAID_GUEST_ORDERS_PER_CLIENT: limit.default(20),
  /** How many pieces of one SKU they may have in all of these; 0: no limit. As many as one order may have, or more. */
  UNPAID_GUEST_PIECES_PER_SKU: limit
    .refine((pieces) => pieces === 0 || pieces >= MOST_PIECES, `must be 0 or at least ${MOST_PIECES}`)
    .default(100),
  /** How many requests of one network may wait for changes (`?wait=`) at once; 0: no limit. */
  WAITS_PER_CLIENT: limit.default(100),
}).refine(({ SHIPPING_PRICE, SHOP_CURRENCY }) => SHIPPING_PRICE % chargeableStep(SHOP_CURRENCY) === 0, {
  path: ['SHIPPING_PRICE'],
  message: 'must be a multiple of what cards can be charged in this currency: 10 in three-decimal ones, 100 for MGA',
});
export type OrderServiceConfig = z.infer<typeof OrderServiceConfig>;
