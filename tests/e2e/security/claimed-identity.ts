import type { Check } from '../bad-input/census.ts';

/** Headers in which proxies and frameworks of all kinds tell servers behind them who calls, and what is called. */
export const claimsOf = (userId: string): Readonly<Record<string, string>> => ({
  'x-user-id': userId,
  'x-user-role': 'admin',
  x_user_id: userId,
  x_user_role: 'admin',
  'x-userid': userId,
  'x-role': 'admin',
  'x-admin': 'true',
  'x-internal': 'true',
  'x-forwarded-user': userId,
  'x-forwarded-for': '127.0.0.1',
  'x-real-ip': '127.0.0.1',
  'x-remote-user': userId,
  'remote-user': userId,
  'x-authenticated-user': userId,
  'x-auth-request-user': userId,
  'x-original-url': '/v1/products',
  'x-http-method-override': 'GET',
  cookie: `token=${userId}; role=admin`,
});

/** The same request from somebody who says that they are this user, and an admin. */
export function claiming(userId: string, check: Check): Check {
  const headers = { ...claimsOf(userId), ...check.request.headers };
  return { ...check, request: { ...check.request, headers } };
}
