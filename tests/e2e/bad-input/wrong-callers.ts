import type { ApiRequest } from './api-request.ts';
import type { Check } from './census.ts';
import type { Stage } from './stage.ts';
import type { TokenForge } from './token-forge.ts';

const NOBODY = { status: [401], code: 'auth.unauthenticated' };
const NO_ADMIN = { status: [403], code: 'auth.admin-only' };

/** Who may not call a route, by its access. A token that proves nothing is no better than none, even where a guest may call. */
export function wrongCallers(right: ApiRequest, { customer }: Stage, forge: TokenForge): readonly Check[] {
  const { access } = right.route;
  if (access === 'public' || access === 'signed') return [];
  const { authorization: _, ...headers } = right.headers;
  const check = (what: string, given: object, refusal = NOBODY): Check => ({
    what,
    request: { ...right, headers: { ...headers, ...given } },
    refusal,
  });
  const forged = Object.entries(forge.wrongAuthorizations());
  return [
    ...(access === 'guest' ? [] : [check('nobody', {})]),
    ...(access === 'admin' ? [check('a customer', customer.headers, NO_ADMIN)] : []),
    ...forged.map(([what, authorization]) => check(what, { authorization })),
  ];
}
