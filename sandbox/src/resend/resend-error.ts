import type { ErrorRequestHandler, RequestHandler } from 'express';
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

/** body-parser marks the client's mistakes (malformed JSON, too large a body) with a 4xx `status`. */
function refusedBody(error: unknown): ResendError | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined;
  return error.status < 500 ? new ResendError(error.status, 'validation_error', error.message) : undefined;
}
