import type { RouteRequest } from '@souk/chassis/http/route';
import type { LinkSigner } from '@souk/chassis/link-signer';

/** Who looks at an order: its customer by their access token, a guest by the order's signed link. */
export function viewerOf(
  { caller, header }: RouteRequest,
  orderId: string,
  queryToken: string | undefined,
  links: LinkSigner,
) {
  const token = queryToken ?? header('x-order-token');
  return {
    userId: caller?.userId ?? null,
    isAdmin: caller?.role === 'admin',
    hasLink: token !== null && links.isValid('guest-order', orderId, token),
  };
}
