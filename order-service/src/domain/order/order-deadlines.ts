const MINUTE = 60_000;

const DAY = 24 * 60 * MINUTE;

/** How long an order may wait for each answer. No order waits for ever. README.md has the table. */
export const DEADLINES = {
  /** For the catalog to reserve or reject. */
  stock: 2 * MINUTE,
  /** For a payment session to be opened. */
  session: 10 * MINUTE,
  /** After the session has expired, for the news of it. */
  expiry: 10 * MINUTE,
  /** For the payment service to close the session; then it is asked again. */
  cancellation: 10 * MINUTE,
  /** For money that is on its way, by bank debit say; then somebody has to look. Banks take up to ten working days. */
  settlement: 14 * DAY,
  /** For money to be back with the shopper; then the payment service is asked again. Banks take days. */
  refund: DAY,
} as const;

/** After so long without an answer somebody has to look where a refund is. */
export const REFUND_OVERDUE = 7 * DAY;

/** So long a guest's unpaid order keeps what others want to buy. */
export const GUEST_HOLD = 10 * MINUTE;

export const after = (at: Date, milliseconds: number): Date => new Date(at.getTime() + milliseconds);
