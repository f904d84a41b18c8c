import type { AccessRule } from './access-policy.ts';

/**
 * What is counted apart, so that none can take the places of another. `waiting`: for something to happen; `uploading`: a body too large
 * to be kept here; `signed`: from providers, without a rate limit; `brief`: all else.
 */
export type RequestKind = 'brief' | 'waiting' | 'uploading' | 'signed';

/** No route waits longer, in seconds. */
const LONGEST_WAIT_S = 30;

/** Routes that wait for the outcome of what they change unless `Prefer: wait=N` says how long, in seconds. */
const WAITS_BY_DEFAULT: Readonly<Record<string, number>> = {
  'POST /v1/checkout': 10,
  'POST /v1/orders/:orderId/payment-sessions': 10,
};

export interface AskedWaits {
  /** `?wait` of the address, in seconds. */
  readonly query: number;
  /** `Prefer: wait=N`, in seconds; null when it does not say. */
  readonly preferred: number | null;
}

/** How many seconds a request may rest with the service. Reads say it in the address; changes wait by themselves. */
export function waitOf({ method, path }: AccessRule, { query, preferred }: AskedWaits): number {
  const byDefault = WAITS_BY_DEFAULT[`${method} ${path}`];
  const asked = byDefault === undefined ? (method === 'GET' ? query : 0) : (preferred ?? byDefault);
  return Math.min(asked, LONGEST_WAIT_S);
}

export function kindOf({ access }: AccessRule, { isLarge, wait }: { isLarge: boolean; wait: number }): RequestKind {
  if (access === 'signed') return 'signed';
  if (isLarge) return 'uploading';
  return wait > 0 ? 'waiting' : 'brief';
}
