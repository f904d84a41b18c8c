import type { IncomingMessage } from 'node:http';
import { HttpProblem, problem } from '@souk/chassis/http/problem';

/** Far above what any route takes; the services have limits of their own. */
export const MAX_BODY_BYTES = 100 * 1024 * 1024;

export const takesBody = ({ method }: IncomingMessage): boolean =>
  method === 'POST' || method === 'PUT' || method === 'PATCH';

/**
 * The end of a message must be where every server sees it (RFC 9112 §11.2). A body where none is expected would follow the
 * request to the service unframed, and could be read there as the next request.
 * @throws HttpProblem 400 or 413.
 */
export function requireFraming(request: IncomingMessage): void {
  const { method = '', headers } = request;
  const coding = headers['transfer-encoding'];
  const length = Number(headers['content-length'] ?? 0);
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') {
    throw new HttpProblem(problem(400, 'request.malformed', 'No transfer coding but `chunked` is taken.'));
  }
  if (!takesBody(request) && (coding !== undefined || length > 0)) {
    throw new HttpProblem(problem(400, 'request.body-unexpected', `Send ${method} without a body.`));
  }
  if (length > MAX_BODY_BYTES) throw bodyIsTooLarge();
}

export function bodyIsTooLarge(): HttpProblem {
  return new HttpProblem(problem(413, 'request.too-large', 'No body of more than 100 MB is taken here.'));
}
