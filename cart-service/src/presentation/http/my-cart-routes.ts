import { ok, route, type Route } from '@souk/chassis/http/route';
import type { LinkSigner } from '@souk/chassis/link-signer';
import type { MergeCarts } from '../../application/merge-carts/merge-carts.ts';
import type { OpenCart } from '../../application/open-cart/open-cart.ts';
import { cartIdOf, show } from './cart-routes.ts';
import { CartReply, MergeBody, MergeReply } from './cart-schemas.ts';

export interface MyCartRoutesOptions {
  readonly openCart: OpenCart;
  readonly mergeCarts: MergeCarts;
  readonly links: LinkSigner;
}

export function myCartRoutes({ openCart, mergeCarts, links }: MyCartRoutesOptions): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/me/cart',
      access: 'customer',
      summary: 'My cart',
      replies: { 200: CartReply },
      handle: async ({ caller: { userId } }) => show(await openCart.execute({ id: cartIdOf(userId), ownerId: userId })),
    }),
    route({
      method: 'post',
      path: '/v1/me/cart/merge',
      access: 'customer',
      summary: "Move a guest's cart into mine: of each thing the larger quantity, as far as there is stock",
      body: MergeBody,
      replies: { 200: MergeReply },
      handle: async ({ body, caller: { userId } }) => {
        const guest = { userId: null, hasToken: links.isValid('guest-cart', body.cartId, body.token) };
        return ok(
          await mergeCarts.execute({ guestCartId: body.cartId, guest, cartId: cartIdOf(userId), ownerId: userId }),
        );
      },
    }),
  ];
}
