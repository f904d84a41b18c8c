import { etagOfRevision, revisionToMatch } from '@souk/chassis/http/headers';
import { created, ok, route, type Reply, type Route, type RouteRequest } from '@souk/chassis/http/route';
import { derivedUuid, uuidv7 } from '@souk/chassis/ids';
import type { LinkSigner } from '@souk/chassis/link-signer';
import type { CartView } from '../../application/cart-view.ts';
import type { CartChange, ChangeCart } from '../../application/change-cart/change-cart.ts';
import type { OpenCart } from '../../application/open-cart/open-cart.ts';
import type { ViewCart } from '../../application/view-cart/view-cart.ts';
import { AddItemBody, CartParams, CartReply, ChangeItemBody, ItemParams, OpenedCartReply } from './cart-schemas.ts';
import { userOf } from './cart-user.ts';

export interface CartRoutesOptions {
  readonly openCart: OpenCart;
  readonly viewCart: ViewCart;
  readonly changeCart: ChangeCart;
  readonly links: LinkSigner;
}

/** The one cart of a customer. */
export const cartIdOf = (userId: string): string => derivedUuid('cart', userId);

export function cartRoutes({ openCart, viewCart, changeCart, links }: CartRoutesOptions): readonly Route[] {
  const change = async (request: RouteRequest, id: string, wanted: CartChange): Promise<Reply> => {
    const access = { id, user: userOf(request, id, links), seen: revisionToMatch(request.header('if-match')) };
    return show(await changeCart.execute({ ...access, change: wanted }));
  };
  return [
    route({
      method: 'post',
      path: '/v1/carts',
      access: 'guest',
      // Its reply holds the cart's token, which is never stored; an empty cart too many does no harm.
      idempotency: 'none',
      summary: "Get a cart: a new one for a guest, the customer's own otherwise",
      replies: { 201: OpenedCartReply },
      handle: async ({ caller }) => {
        const id = caller === null ? uuidv7() : cartIdOf(caller.userId);
        const cart = await openCart.execute({ id, ownerId: caller?.userId ?? null });
        return created(`/v1/carts/${id}`, {
          ...cart,
          token: caller === null ? links.tokenFor('guest-cart', id) : null,
        });
      },
    }),
    route({
      method: 'get',
      path: '/v1/carts/:cartId',
      access: 'guest',
      summary: "A cart with today's prices",
      headers: ['X-Cart-Token'],
      params: CartParams,
      replies: { 200: CartReply },
      handle: async (request) => {
        const { cartId } = request.params;
        return show(await viewCart.execute(cartId, userOf(request, cartId, links)));
      },
    }),
    route({
      method: 'delete',
      path: '/v1/carts/:cartId',
      access: 'guest',
      summary: 'Empty a cart',
      headers: ['X-Cart-Token', 'If-Match'],
      params: CartParams,
      replies: { 200: CartReply },
      handle: (request) => change(request, request.params.cartId, { type: 'empty' }),
    }),
    route({
      method: 'post',
      path: '/v1/carts/:cartId/items',
      access: 'guest',
      idempotency: 'once',
      summary: 'Put something into a cart, as far as there is stock',
      headers: ['X-Cart-Token', 'If-Match'],
      params: CartParams,
      body: AddItemBody,
      replies: { 200: CartReply },
      handle: (request) => change(request, request.params.cartId, { type: 'add', ...request.body }),
    }),
    route({
      method: 'patch',
      path: '/v1/carts/:cartId/items/:itemId',
      access: 'guest',
      summary: 'Change how many of something are in a cart',
      headers: ['X-Cart-Token', 'If-Match'],
      params: ItemParams,
      body: ChangeItemBody,
      replies: { 200: CartReply },
      handle: (request) => {
        const { cartId, itemId } = request.params;
        return change(request, cartId, { type: 'change-quantity', sku: itemId, ...request.body });
      },
    }),
    route({
      method: 'delete',
      path: '/v1/carts/:cartId/items/:itemId',
      access: 'guest',
      summary: 'Take something out of a cart',
      headers: ['X-Cart-Token', 'If-Match'],
      params: ItemParams,
      replies: { 200: CartReply },
      handle: (request) => change(request, request.params.cartId, { type: 'remove', sku: request.params.itemId }),
    }),
  ];
}

export const show = (cart: CartView): Reply => ok(cart, { etag: etagOfRevision(cart.revision) });
