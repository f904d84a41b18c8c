import type { Request } from 'express';
import { AccessTokenIsInvalid, type AccessTokenVerifier, type Caller } from '../auth/access-token.ts';
import { bearerTokenOf } from './headers.ts';
import { HttpProblem, problem } from './problem.ts';
import type { Access } from './route.ts';

/**
 * The caller of a request, or null when it carries no token.
 * @throws HttpProblem 401 for a token that is not valid, or a missing one where a caller is needed; 403 for the wrong role;
 *   503 while the keys cannot be had.
 */
export async function authenticate(
  request: Request,
  access: Access,
  tokens: AccessTokenVerifier,
): Promise<Caller | null> {
  if (access === 'signed' || access === 'internal') return null;
  const caller = await callerOf(request.headers.authorization, tokens);
  if (caller === null && (access === 'customer' || access === 'admin'))
    throw unauthenticated('Log in and send the access token.');
  if (access === 'admin' && caller?.role !== 'admin') {
    throw new HttpProblem(problem(403, 'auth.admin-only', 'Only an admin may do this.'));
  }
  return caller;
}

async function callerOf(authorization: string | undefined, tokens: AccessTokenVerifier): Promise<Caller | null> {
  if (authorization === undefined) return null;
  const token = bearerTokenOf(authorization);
  if (token === null) throw unauthenticated('Send `Authorization: Bearer <access token>`.');
  try {
    return await tokens.verify(token);
  } catch (error) {
    if (error instanceof AccessTokenIsInvalid)
      throw unauthenticated('The access token is not valid; refresh it or log in again.');
    const said = problem(503, 'auth.keys-unavailable', 'Tokens cannot be checked right now; try again.');
    throw new HttpProblem(said, { 'retry-after': '2' }, { cause: error });
  }
}

function unauthenticated(detail: string): HttpProblem {
  return new HttpProblem(problem(401, 'auth.unauthenticated', detail), { 'www-authenticate': 'Bearer' });
}
