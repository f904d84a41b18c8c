import { ok, route, type Route } from '@souk/chassis/http/route';
import type { LinkSigner } from '@souk/chassis/link-signer';
import { Sku } from '@souk/contracts/fields';
import { z } from 'zod';
import type { ViewCart } from '../../application/view-cart/view-cart.ts';
import { CartParams } from './cart-schemas.ts';
import { accessTo } from './cart-user.ts';

/** What order-service asks at checkout, with the shopper's own credentials. */
export function checkoutCartRoutes({ viewCart, links }: { viewCart: ViewCart; links: LinkSigner }): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/internal/carts/:cartId',
      access: 'guest',
      summary: 'What is in a cart',
      params: CartParams,
      replies: { 200: z.object({ lines: z.array(z.object({ sku: Sku, quantity: z.int() })), revision: z.int() }) },
      handle: async (request) => ok(await viewCart.ordered(accessTo(request.params.cartId, request, links))),
    }),
  ];
}
