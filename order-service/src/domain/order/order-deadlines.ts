const MINUTE = 60_000;

/** How long an order may wait for each answer. No order waits for ever. */
export const DEADLINES = {
  /** For the catalog to reserve or reject. */
  stock: 2 * MINUTE,
  /** For a payment session to be opened. */
  session: 10 * MINUTE,
  /** After the session has expired, for the news of it. */
  expiry: 10 * MINUTE,
  /** For the payment service to close the session; then it is asked again. */
  cancellation: 10 * MINUTE,
  /** For money to be back with the shopper; then the payment service is asked again. Banks take days. */
  refund: 24 * 60 * MINUTE,
} as const;

export const after = (at: Date, milliseconds: number): Date => new Date(at.getTime() + milliseconds);
