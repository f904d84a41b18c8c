import type { Response } from 'express';
import type Stripe from 'stripe';
import type { Collection } from '../store.ts';

export interface ApiErrorBody {
  readonly type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  readonly message: string;
  readonly code?: string;
  readonly param?: string;
  readonly decline_code?: string;
  readonly charge?: string;
  readonly payment_intent?: Stripe.PaymentIntent;
}

/** An answer in Stripe's error shape (https://docs.stripe.com/api/errors); the SDK makes its error classes of `body.type` and `status`. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: ApiErrorBody;

  constructor(status: number, body: ApiErrorBody) {
    super(body.message);
    this.name = 'ApiError';
    this.status = status;
    this.body = body;
  }

  toJSON(): { error: ApiErrorBody & { doc_url?: string } } {
    const { code } = this.body;
    const docUrl = code === undefined ? undefined : `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`;
    return { error: docUrl === undefined ? this.body : { ...this.body, doc_url: docUrl } };
  }
}

export function invalidRequest(message: string, details: Pick<ApiErrorBody, 'code' | 'param'> = {}): ApiError {
  return new ApiError(400, { type: 'invalid_request_error', message, ...details });
}

/**
 * What `id` names in `collection`.
 *
 * @throws ApiError `resource_missing`: 404 when the id is in the path (`param` absent), 400 when the parameter `param` holds it.
 */
export function existing<T>(kind: string, collection: Collection<T>, id: string, param?: string): T {
  const found = collection.get(id);
  if (found !== undefined) return found;
  const error = { code: 'resource_missing', message: `No such ${kind}: '${id}'`, param: param ?? 'id' };
  throw new ApiError(param === undefined ? 404 : 400, { type: 'invalid_request_error', ...error });
}

export function cardError(details: Omit<ApiErrorBody, 'type'>): ApiError {
  return new ApiError(402, { type: 'card_error', ...details });
}

/** What Stripe answers when it is asked too often, or fails itself. */
export function stripeRefusal(status: '429' | '500', response: Response): ApiError {
  if (status === '500') {
    const message = 'An error occurred with our connection to Stripe. Try again in a moment.';
    return new ApiError(500, { type: 'api_error', message });
  }
  // Stripe sends no Retry-After: https://docs.stripe.com/rate-limits
  response.set('stripe-rate-limited-reason', 'global-rate');
  const message = 'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.';
  return new ApiError(429, { type: 'invalid_request_error', code: 'rate_limit', message });
}
