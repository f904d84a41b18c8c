import { ok, route, type Route } from '@souk/chassis/http/route';
import type { LinkSigner } from '@souk/chassis/link-signer';
import { z } from 'zod';
import type { ViewCart } from '../../application/view-cart/view-cart.ts';
import { CartParams, Sku } from './cart-schemas.ts';
import { userOf } from './cart-user.ts';

/** What order-service asks at checkout, with the shopper's own credentials. */
export function checkoutCartRoutes({ viewCart, links }: { viewCart: ViewCart; links: LinkSigner }): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/internal/carts/:cartId',
      access: 'guest',
      summary: 'What is in a cart',
      params: CartParams,
      replies: { 200: z.object({ lines: z.array(z.object({ sku: Sku, quantity: z.int() })) }) },
      handle: async (request) => {
        const { cartId } = request.params;
        return ok({ lines: await viewCart.lines(cartId, userOf(request, cartId, links)) });
      },
    }),
  ];
}
