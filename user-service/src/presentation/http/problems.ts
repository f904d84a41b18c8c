import type { Problems } from '@souk/chassis/http/problems';

/** Why this service refuses something, beside the common reasons. */
export const PROBLEMS: Problems = {
  'auth.account-blocked': { status: 403 },
  'auth.busy': { status: 503 },
  'auth.credentials-invalid': { status: 401 },
  'auth.origin-not-allowed': { status: 403 },
  'auth.refresh-token-invalid': { status: 401 },
  'auth.refresh-token-replaced': { status: 401 },
  'auth.too-many-failures': { status: 429 },
  'session.not-found': { status: 404 },
  'user.address-book-full': { status: 409 },
  'user.address-incomplete': { status: 400 },
  'user.address-not-found': { status: 404 },
  'user.current-password-wrong': { status: 400 },
  'user.not-found': { status: 404 },
  'user.own-access': { status: 409 },
  'user.verification-invalid': { status: 400 },
};
