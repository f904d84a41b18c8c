import { HttpProblem, problem } from '@souk/chassis/http/problem';
import type { RouteRequest } from '@souk/chassis/http/route';
import type { LinkSigner } from '@souk/chassis/link-signer';

/** Who uses a cart: its customer by their access token, a guest by the cart's own token. */
export function userOf({ caller, header }: Pick<RouteRequest, 'caller' | 'header'>, cartId: string, links: LinkSigner) {
  const token = header('x-cart-token');
  return { userId: caller?.userId ?? null, hasToken: token !== null && links.isValid('guest-cart', cartId, token) };
}

export const etagOf = (revision: number): string => `"${revision}"`;

/** The revision in `If-Match`; null when the header is not sent or takes any. */
export function seenRevision({ header }: Pick<RouteRequest, 'header'>): number | null {
  const given = header('if-match');
  if (given === null || given === '*') return null;
  const revision = /^"(\d{1,15})"$/.exec(given)?.[1];
  if (revision === undefined)
    throw new HttpProblem(problem(412, 'cart.has-changed', 'Send the ETag of the cart you have read.'));
  return Number(revision);
}
