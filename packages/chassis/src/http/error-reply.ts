import { DomainError, type ErrorKind } from '@souk/kernel/domain-error';
import type { Request, Response } from 'express';
import type { Logger } from '../logger.ts';
import { isDatabaseUnavailable } from '../mongo/database-errors.ts';
import { HttpProblem, problem, problemOfDomainError, textOf, type Problem } from './problem.ts';

/** The one place where an error becomes a reply. Of a 5xx the caller learns the code and the request id, never the message. */
export function answerError(error: unknown, _request: Request, response: Response, logger: Logger): void {
  const requestId = String(response.locals['requestId']);
  const { problem: said, headers } = toProblem(error);
  if (said.status >= 500) logger.error({ requestId, err: error }, 'request failed');
  response
    .status(said.status)
    .set({ 'cache-control': 'no-store', ...headers })
    .type('application/problem+json')
    .send(textOf(said, requestId));
}

/** Of refusals that pass with time. */
const RETRY_AFTER: Readonly<Partial<Record<ErrorKind, Record<string, string>>>> = {
  unavailable: { 'retry-after': '2' },
  'too-many': { 'retry-after': '60' },
};

function toProblem(error: unknown): { problem: Problem; headers: Readonly<Record<string, string>> } {
  if (error instanceof HttpProblem) return { problem: error.problem, headers: error.headers };
  if (error instanceof DomainError) {
    return {
      problem: problemOfDomainError(error),
      headers: RETRY_AFTER[error.kind] ?? {},
    };
  }
  if (isDatabaseUnavailable(error)) {
    return { problem: problem(503, 'database.unavailable', 'Try again in a moment.'), headers: { 'retry-after': '2' } };
  }
  const refused = bodyParserRefusal(error);
  return {
    problem: refused ?? problem(500, 'internal', 'Something went wrong here; quote the request id.'),
    headers: {},
  };
}

/** body-parser and the router fail with http-errors: a status and, mostly, a `type`. */
function bodyParserRefusal(error: unknown): Problem | null {
  if (!(error instanceof Error) || !('status' in error)) return null;
  switch (error.status) {
    case 400:
      return problem(400, 'request.malformed', 'The request cannot be read; check its JSON and its address.');
    case 413:
      return problem(413, 'request.too-large', 'The body is larger than this route takes.');
    case 415:
      return problem(415, 'request.media-type', 'This charset or encoding is not taken; send UTF-8 JSON.');
    default:
      return null;
  }
}
