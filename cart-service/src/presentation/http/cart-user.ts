import type { Caller } from '@souk/chassis/auth/access-token';
import { etagOfRevision } from '@souk/chassis/http/headers';
import { ok, type Reply, type RouteRequest } from '@souk/chassis/http/route';
import { derivedUuid } from '@souk/chassis/ids';
import type { LinkSigner } from '@souk/chassis/link-signer';
import type { CartAccess } from '../../application/cart-access.ts';
import type { CartView } from '../../application/cart-view.ts';

/** Who uses a cart: its customer by their access token, a guest by the cart's own token. */
export function accessTo(
  cartId: string,
  { caller, header }: Pick<RouteRequest, 'caller' | 'header'>,
  links: LinkSigner,
): CartAccess {
  const { user } = guestAccess(cartId, header('x-cart-token'), links);
  if (caller === null) return { id: cartId, user };
  const isOwn = cartId === ownCartOf(caller).id;
  return { id: cartId, user: { ...user, isOwn, userId: caller.userId } };
}

export function guestAccess(cartId: string, token: string | null, links: LinkSigner): CartAccess {
  const hasToken = token !== null && links.isValid('guest-cart', cartId, token);
  return { id: cartId, user: { userId: null, hasToken, isOwn: false } };
}

/** The one cart of a customer. */
export const ownCartOf = ({ userId }: Pick<Caller, 'userId'>): CartAccess => ({
  id: derivedUuid('cart', userId),
  user: { userId, hasToken: false, isOwn: true },
});

export const show = (cart: CartView): Reply => ok(cart, { etag: etagOfRevision(cart.revision) });
