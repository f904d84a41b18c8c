import type { RequestHandler, Response } from 'express';

const REQUEST_HEADERS = [
  'authorization',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'prefer',
  'traceparent',
  'x-cart-token',
  'x-order-token',
  'x-request-id',
].join(', ');

const REPLY_HEADERS = [
  'etag',
  'location',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'retry-after',
  'x-request-id',
].join(', ');

const PREFLIGHT_HOLDS_S = 600;

/** Lets pages of these origins, and no others, read replies (https://fetch.spec.whatwg.org/#http-cors-protocol). */
export function allowOrigins(origins: readonly string[]): RequestHandler {
  const allowed = new Set(origins);
  if (allowed.size === 0) return (_request, _response, next) => next();
  return (request, response, next) => {
    const { origin } = request.headers;
    response.setHeader('vary', 'Origin');
    if (origin !== undefined && allowed.has(origin)) {
      response.setHeader('access-control-allow-origin', origin);
      response.setHeader('access-control-allow-credentials', 'true');
      response.setHeader('access-control-expose-headers', REPLY_HEADERS);
    }
    next();
  };
}

/** Answers OPTIONS; a browser that may go on learns what it may send. */
export function answerOptions(response: Response, methods: readonly string[]): void {
  const list = methods.join(', ');
  if (response.hasHeader('access-control-allow-origin')) {
    response.setHeader('access-control-allow-methods', list);
    response.setHeader('access-control-allow-headers', REQUEST_HEADERS);
    response.setHeader('access-control-max-age', PREFLIGHT_HOLDS_S);
  }
  response.setHeader('allow', list);
  response.status(204).end();
}
