import { HttpProblem, problem } from '@souk/chassis/http/problem';
import type { NoPlace } from '../../application/arrivals.ts';

/** The rest of a body that nobody reads must not pass for the next request. */
const CLOSED = { connection: 'close' };

const clientHasTooMany = (detail: string, headers: Readonly<Record<string, string>> = {}): HttpProblem =>
  new HttpProblem(problem(429, 'request.too-many-at-once', detail), { 'retry-after': '1', ...headers });

/** Of a request that is ready to be forwarded. */
export function noPlace(why: NoPlace): HttpProblem {
  return why === 'client-has-too-many'
    ? clientHasTooMany('Too many requests from this address are in progress; wait until one of them is answered.')
    : unavailable(
        'upstream.busy',
        'Too many requests to this part of the shop are in progress; try again in a moment.',
      );
}

/** Of a request whose body was still arriving. */
export function gavePlace(why: NoPlace): HttpProblem {
  return why === 'client-has-too-many'
    ? clientHasTooMany(
        'Too many bodies from this address are arriving, and this one for longest; send it at once.',
        CLOSED,
      )
    : unavailable('gateway.busy', 'Too many bodies are arriving, and this one for longest; send it again at once.', {
        headers: CLOSED,
      });
}

export const arrivesTooSlowly = (): HttpProblem =>
  new HttpProblem(problem(408, 'request.too-slow', 'The body did not arrive in time; send it again.'), CLOSED);

const unavailable = (
  code: string,
  detail: string,
  { cause, headers }: { cause?: unknown; headers?: Readonly<Record<string, string>> } = {},
): HttpProblem => new HttpProblem(problem(503, code, detail), { 'retry-after': '2', ...headers }, { cause });

export const doesNotAnswer = (cause?: unknown): HttpProblem =>
  unavailable('upstream.unavailable', 'This part of the shop does not answer; try again in a moment.', { cause });

/** Of a request that the service has, and may yet do. */
export function tookTooLong({ method, path }: { readonly method: string; readonly path: string }): HttpProblem {
  const detail =
    method === 'GET'
      ? 'This part of the shop took too long; try again in a moment.'
      : path === '/v1/checkout'
        ? 'The shop took too long. The order may yet be placed: ask again with the same Idempotency-Key, which finds it or places it once.'
        : 'This part of the shop took too long. What was asked may yet happen: look before you ask again, or ask with the same Idempotency-Key.';
  // Only what changes nothing may be asked again by a client that knows no more than the header.
  return new HttpProblem(problem(504, 'upstream.timeout', detail), method === 'GET' ? { 'retry-after': '2' } : {});
}
