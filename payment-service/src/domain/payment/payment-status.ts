/**
 * Where the money of one order stands. The last four are its ends. `refused`: the provider will never open a session. `failed`: the
 * money that was on its way did not come. `expired`: nobody paid in time, or the order wanted its payment closed.
 */
export type PaymentStatus =
  'requested' | 'open' | 'closing' | 'processing' | 'succeeded' | 'expired' | 'refused' | 'failed';

/** Everything that may happen to a payment, and from where to where. What is not here throws. */
export const TRANSITIONS = {
  'open session': { from: ['requested'], to: 'open' },
  'find session': { from: ['closing'], to: 'closing' },
  'close session': { from: ['requested', 'open', 'closing'], to: 'closing' },
  'request next session': { from: ['closing'], to: 'requested' },
  'await settlement': { from: ['requested', 'open', 'closing'], to: 'processing' },
  succeed: { from: ['requested', 'open', 'closing', 'processing'], to: 'succeeded' },
  refuse: { from: ['requested'], to: 'refused' },
  fail: { from: ['requested', 'open', 'closing', 'processing'], to: 'failed' },
  expire: { from: ['requested', 'open', 'closing', 'processing'], to: 'expired' },
} as const satisfies Readonly<Record<string, { from: readonly PaymentStatus[]; to: PaymentStatus }>>;

export type Transition = keyof typeof TRANSITIONS;

/** Whether the order has been told for good how its payment ended. */
export const hasEnded = (status: PaymentStatus): boolean => ENDS.has(status);

const ENDS: ReadonlySet<PaymentStatus> = new Set(['succeeded', 'expired', 'refused', 'failed']);
