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

export const etagOf = (revision: number): string => `"${revision}"`;

/** The revision in `If-None-Match`; null when it names none. */
export function seenRevision({ header }: Pick<RouteRequest, 'header'>): number | null {
  const revision = /^(?:W\/)?"(\d{1,15})"$/.exec(header('if-none-match') ?? '')?.[1];
  return revision === undefined ? null : Number(revision);
}
