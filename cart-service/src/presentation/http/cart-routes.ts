import { revisionToMatch } from '@souk/chassis/http/headers';
import { created, route, type Reply, type Route, type RouteRequest } from '@souk/chassis/http/route';
import { uuidv7 } from '@souk/chassis/ids';
import type { LinkSigner } from '@souk/chassis/link-signer';
import type { CartChange, ChangeCart } from '../../application/change-cart/change-cart.ts';
import type { ViewCart } from '../../application/view-cart/view-cart.ts';
import { AddItemBody, CartParams, CartReply, ChangeItemBody, ItemParams, OpenedCartReply } from './cart-schemas.ts';
import { accessTo, ownCartOf, show } from './cart-user.ts';

export interface CartRoutesOptions {
  readonly viewCart: ViewCart;
  readonly changeCart: ChangeCart;
  readonly links: LinkSigner;
}

export function cartRoutes({ viewCart, changeCart, links }: CartRoutesOptions): readonly Route[] {
  const change = async (request: RouteRequest, id: string, wanted: CartChange): Promise<Reply> => {
    const access = { ...accessTo(id, request, links), seen: revisionToMatch(request.header('if-match')) };
    return show(await changeCart.execute({ ...access, change: wanted }));
  };
  return [
    route({
      method: 'post',
      path: '/v1/carts',
      access: 'guest',
      // Nothing is stored: a cart too many does no harm.
      idempotency: 'none',
      summary: "Get a cart: a new one for a guest, the customer's own otherwise",
      replies: { 201: OpenedCartReply },
      handle: async ({ caller }) => {
        const cart = await (caller === null ? viewCart.opened(uuidv7()) : viewCart.execute(ownCartOf(caller)));
        const token = caller === null ? links.tokenFor('guest-cart', cart.id) : null;
        return created(`/v1/carts/${cart.id}`, { ...cart, token });
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
      handle: async (request) => show(await viewCart.execute(accessTo(request.params.cartId, request, links))),
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
