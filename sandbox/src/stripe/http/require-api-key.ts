import type { RequestHandler } from 'express';
import { ApiError } from '../api-error.ts';

const HOW_TO =
  "Send a test key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer sk_test_123') or as the user name of Basic auth.";

/** Any test key will do; a live key has no business here. */
export const requireApiKey: RequestHandler = (request, _response, next) => {
  const key = keyOf(request.get('authorization') ?? '');
  if (key === null) throw refused(`You did not provide an API key. ${HOW_TO}`);
  if (!/^(sk|rk)_test_\w+$/.test(key)) {
    throw refused(`Invalid API Key provided: ${key.slice(0, 8)}***. The sandbox takes test keys only. ${HOW_TO}`);
  }
  next();
};

function keyOf(authorization: string): string | null {
  const [, scheme, credentials = ''] = /^(Bearer|Basic) (\S+)$/i.exec(authorization) ?? [];
  if (scheme === undefined) return null;
  return scheme.toLowerCase() === 'bearer' ? credentials : userOf(credentials);
}

const userOf = (credentials: string) => Buffer.from(credentials, 'base64').toString().split(':', 1)[0] ?? null;

const refused = (message: string) => new ApiError(401, { type: 'invalid_request_error', message });
