import type { Problems } from '@souk/chassis/http/problems';

/** Why the gateway refuses something, beside the common reasons. */
export const PROBLEMS: Problems = {
  'gateway.busy': { status: 503 },
  'request.body-unexpected': { status: 400 },
  'request.rate-limited': { status: 429 },
  'request.too-many-at-once': { status: 429 },
  'route.malformed': { status: 400 },
  'upstream.busy': { status: 503 },
  'upstream.timeout': { status: 504 },
};
