import { ok, route, type Route } from '@souk/chassis/http/route';
import type { LinkSigner } from '@souk/chassis/link-signer';
import type { MergeCarts } from '../../application/merge-carts/merge-carts.ts';
import type { ViewCart } from '../../application/view-cart/view-cart.ts';
import { CartReply, MergeBody, MergeReply } from './cart-schemas.ts';
import { guestAccess, ownCartOf, show } from './cart-user.ts';

export interface MyCartRoutesOptions {
  readonly viewCart: ViewCart;
  readonly mergeCarts: MergeCarts;
  readonly links: LinkSigner;
}

export function myCartRoutes({ viewCart, mergeCarts, links }: MyCartRoutesOptions): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/me/cart',
      access: 'customer',
      summary: 'My cart',
      replies: { 200: CartReply },
      handle: async ({ caller }) => show(await viewCart.execute(ownCartOf(caller))),
    }),
    route({
      method: 'post',
      path: '/v1/me/cart/merge',
      access: 'customer',
      summary: "Move a guest's cart into mine: of each thing the larger quantity, as far as there are stock and room",
      body: MergeBody,
      replies: { 200: MergeReply },
      handle: async ({ body, caller }) =>
        ok(await mergeCarts.execute({ guest: guestAccess(body.cartId, body.token, links), mine: ownCartOf(caller) })),
    }),
  ];
}
