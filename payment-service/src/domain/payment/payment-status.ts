/** Where the money of one order stands. `succeeded` and `expired` are its ends. */
export type PaymentStatus = 'requested' | 'open' | 'closing' | 'processing' | 'succeeded' | 'expired';

/** Everything that may happen to a payment, and from where to where. What is not here throws. */
export const TRANSITIONS = {
  'open session': { from: ['requested'], to: 'open' },
  'find session': { from: ['closing'], to: 'closing' },
  'close session': { from: ['requested', 'open', 'closing'], to: 'closing' },
  'request next session': { from: ['closing'], to: 'requested' },
  'await settlement': { from: ['requested', 'open', 'closing'], to: 'processing' },
  succeed: { from: ['requested', 'open', 'closing', 'processing'], to: 'succeeded' },
  expire: { from: ['requested', 'open', 'closing', 'processing'], to: 'expired' },
} as const satisfies Readonly<Record<string, { from: readonly PaymentStatus[]; to: PaymentStatus }>>;

export type Transition = keyof typeof TRANSITIONS;

/** Whether the order has been told for good how its payment ended. */
export const hasEnded = (status: PaymentStatus): boolean => status === 'succeeded' || status === 'expired';
