/** How much a client may still do in the current window. */
export interface Allowance {
  readonly limit: number;
  readonly remaining: number;
  readonly resetsInSeconds: number;
  readonly isExceeded: boolean;
}

export interface RateLimiter {
  /** Counts one request of a client. */
  take(client: string): Promise<Allowance>;
}
