import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { ErrorResponse } from 'resend';

/** A refusal in Resend's own words. Codes and statuses: https://resend.com/docs/api-reference/errors */
export class ResendError extends Error {
  readonly statusCode: number;
  readonly code: ErrorResponse['name'];

  constructor(statusCode: number, code: ErrorResponse['name'], message: string) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
  }
}

export const replyWithResendError: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  const refusal = error instanceof ResendError ? error : refusedBody(error);
  if (refusal === undefined || res.headersSent) {
    next(error);
    return;
  }
  const { statusCode, code: name, message } = refusal;
  res.status(statusCode).json({ statusCode, name, message } satisfies ErrorResponse);
};

export const unknownEndpoint: RequestHandler = () => {
  throw new ResendError(404, 'not_found', 'The requested endpoint does not exist.');
};

/** What Resend answers when it is asked too often, or fails itself; see https://resend.com/docs/api-reference/rate-limit */
export function resendRefusal(status: '429' | '500', response: Response): ResendError {
  if (status === '500') return new ResendError(500, 'internal_server_error', 'An unexpected error occurred.');
  response.set({ 'ratelimit-limit': '2', 'ratelimit-remaining': '0', 'ratelimit-reset': '1', 'retry-after': '1' });
  return new ResendError(
    429,
    'rate_limit_exceeded',
    'Too many requests. You can only make 2 requests per second. See rate limit response headers for more information.',
  );
}

/** body-parser marks the client's mistakes (malformed JSON, too large a body) with a 4xx `status`. */
function refusedBody(error: unknown): ResendError | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined;
  return error.status < 500 ? new ResendError(error.status, 'validation_error', error.message) : undefined;
}
