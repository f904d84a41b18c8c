const LONGEST_WAIT = 300_000;

/** How many milliseconds a `Retry-After` header asks to wait: seconds, or a date (RFC 9110 §10.2.3). At most five minutes; 0 when it says nothing. */
export function retryAfter(header: string | undefined, now: number): number {
  if (header === undefined) return 0;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? 0 : Math.min(LONGEST_WAIT, Math.max(0, wait));
}
