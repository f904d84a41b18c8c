import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import { ApiError } from '../api-error.ts';
import { expand } from '../expansion.ts';
import { API_VERSION, type Cause } from '../objects/event.ts';
import { newId } from '../objects/identity.ts';
import { Params } from '../params.ts';
import type { StripeAccount } from '../stripe-account.ts';

export interface Call {
  /** The `:id` of the path; empty where the path has none. */
  readonly id: string;
  readonly path: string;
  readonly query: Params;
  readonly body: Params;
  readonly cause: Cause;
  /** The `Stripe-Version` that the client sent. */
  readonly version: string | undefined;
}

export type Endpoint = (answer: (call: Call) => object) => RequestHandler;

/** Makes request handlers of functions that return what to answer with or throw an `ApiError`; does the expanding for all. */
export function endpointWith(account: StripeAccount): Endpoint {
  return (answer) => (request, response) => {
    const body: unknown = request.body;
    const call: Call = {
      id: typeof request.params['id'] === 'string' ? request.params['id'] : '',
      path: request.baseUrl + request.path,
      query: Params.parse(queryOf(request)),
      body: Params.parse(typeof body === 'string' ? body : ''),
      cause: { id: response.get('request-id') ?? null, idempotency_key: request.get('idempotency-key') ?? null },
      version: request.get('stripe-version'),
    };
    const paths = [...call.query.strings('expand'), ...call.body.strings('expand')];
    const answered = account.state.together(() => answer(call));
    response.json(paths.reduce((value, path) => expand(value, path, account), answered));
  };
}

/** Headers that every answer of the API carries. */
export const identifyRequest: RequestHandler = (request, response, next) => {
  response.set({ 'request-id': newId('req'), 'stripe-version': request.get('stripe-version') ?? API_VERSION });
  next();
};

export const unknownUrl: RequestHandler = (request) => {
  const message = `Unrecognized request URL (${request.method}: ${request.baseUrl}${request.path}). The sandbox README lists what it speaks.`;
  throw new ApiError(404, { type: 'invalid_request_error', message });
};

export const answerApiError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  if (!(error instanceof ApiError)) console.error(error);
  const failure = { type: 'api_error', message: 'The sandbox failed; its output says why.' } as const;
  const answer = error instanceof ApiError ? error : new ApiError(500, failure);
  response.status(answer.status).json(answer.toJSON());
};

const queryOf = (request: Request) => request.originalUrl.split('?', 2)[1] ?? '';
