import { rightRequest, type ApiRequest } from './api-request.ts';
import type { ApiRoute } from './api-route.ts';
import type { Check } from './census.ts';
import type { Owner, Stage } from './stage.ts';

interface Privacy {
  /** Of the 404 for everybody else. */
  readonly code: string;
  /** Where the owner's own request takes more than a sample of the schema. */
  readonly body?: (things: Owner['things']) => object;
}

const CART = { code: 'cart.not-found' };
const ORDER = { code: 'order.not-found' };
const ADDRESS = { code: 'user.address-not-found' };
const SESSION = { code: 'session.not-found' };

const checkoutOf = ({ cartId }: Owner['things']) => ({
  cartId,
  email: 'owner@souk.local',
  shippingAddress: { name: 'E2E', line1: '1 Rue du Souk', postalCode: '75001', city: 'Paris', country: 'FR' },
  shippingMethod: 'standard',
  expectedTotal: { amount: 1740, currency: 'EUR' },
});

/** The routes about one thing of a customer or a guest, in an order in which its owner can call them all: another checkout takes the place of the order. */
export const PRIVATE_ROUTES: Readonly<Record<string, Privacy>> = {
  'GET /v1/orders/{orderId}': ORDER,
  'GET /v1/orders/{orderId}/timeline': ORDER,
  'POST /v1/orders/{orderId}/payment-sessions': ORDER,
  'POST /v1/orders/{orderId}/cancel': ORDER,
  'GET /v1/carts/{cartId}': CART,
  'POST /v1/checkout': { ...CART, body: checkoutOf },
  'POST /v1/carts/{cartId}/items': { ...CART, body: ({ itemId }) => ({ sku: itemId }) },
  'PATCH /v1/carts/{cartId}/items/{itemId}': CART,
  'DELETE /v1/carts/{cartId}/items/{itemId}': CART,
  'DELETE /v1/carts/{cartId}': CART,
  'PATCH /v1/me/addresses/{addressId}': ADDRESS,
  'DELETE /v1/me/addresses/{addressId}': ADDRESS,
  'DELETE /v1/auth/sessions/{sessionId}': SESSION,
};

/** Whether a route names one thing of somebody in its path. */
export const namesPrivateThing = ({ access, path }: ApiRoute): boolean =>
  (access === 'customer' || access === 'guest') && path.includes('{');

/** What the owners of such things ask for, and may. */
export function ownersRequests(route: ApiRoute, { customer, guest }: Stage): readonly ApiRequest[] {
  const owners = route.access === 'guest' ? [customer, guest] : [customer];
  return owners.map((owner) => {
    const right = rightRequest(route, owner);
    return { ...right, body: PRIVATE_ROUTES[route.name]?.body?.(owner.things) ?? right.body };
  });
}

/** The same, asked by others: for them the thing does not exist. */
export function othersRequests(route: ApiRoute, stage: Stage): readonly Check[] {
  const privacy = PRIVATE_ROUTES[route.name];
  if (privacy === undefined) return [];
  return ownersRequests(route, stage).flatMap((request) => {
    const { authorization: _, 'x-cart-token': __, 'x-order-token': ___, ...headers } = request.headers;
    return othersFor(route, stage).map(({ name, query = '', ...other }) => ({
      what: name,
      request: { ...request, query, headers: { ...headers, ...other.headers } },
      refusal: { status: [404], code: privacy.code },
    }));
  });
}

type Other = Pick<Owner, 'name' | 'headers'> & { readonly query?: string };

function othersFor({ access, parameters }: ApiRoute, { otherCustomer, otherGuest }: Stage): readonly Other[] {
  const another = { name: 'another customer', headers: otherCustomer.headers };
  if (access === 'customer') return [another];
  const { 'x-cart-token': cart = '', 'x-order-token': order = '' } = otherGuest.headers;
  const withTokens = (name: string, ofCart: string, ofOrder: string): Other => ({
    name: `a guest with ${name}`,
    headers: { 'x-cart-token': ofCart, 'x-order-token': ofOrder },
  });
  const takesLink = parameters.some(({ name }) => name === 'token');
  return [
    another,
    { name: 'a guest without a token', headers: {} },
    withTokens('the tokens of their own things', cart, order),
    withTokens('their tokens mixed up', order, cart),
    withTokens('made-up tokens', 'token', 'token'),
    withTokens('empty tokens', '', ''),
    ...(takesLink ? [{ name: 'a guest with the link of their own order', headers: {}, query: `token=${order}` }] : []),
  ];
}
