import type { RouteRequest } from '@souk/chassis/http/route';
import type { LinkSigner } from '@souk/chassis/link-signer';

/** Who uses a cart: its customer by their access token, a guest by the cart's own token. */
export function userOf({ caller, header }: Pick<RouteRequest, 'caller' | 'header'>, cartId: string, links: LinkSigner) {
  const token = header('x-cart-token');
  return { userId: caller?.userId ?? null, hasToken: token !== null && links.isValid('guest-cart', cartId, token) };
}
