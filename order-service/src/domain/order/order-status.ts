/** Where the order stands as a contract: the one axis whose end is the order's end. */
export type OrderStatus = 'pending' | 'awaiting-payment' | 'confirmed' | 'completed' | 'cancelled';

/** Where its money stands. */
export type PaymentStatus = 'unpaid' | 'processing' | 'paid' | 'partially-refunded' | 'refunded' | 'disputed';

/** Where its goods stand. */
export type FulfilmentStatus = 'unfulfilled' | 'partially-shipped' | 'shipped' | 'delivered' | 'returned';

/** Everything that may happen to an order, and from where to where. What is not here throws. */
export const TRANSITIONS = {
  'await payment': { from: ['pending'], to: 'awaiting-payment' },
  'cancel unpriced': { from: ['pending'], to: 'cancelled' },
  'attach session': { from: ['awaiting-payment'], to: 'awaiting-payment' },
  'ask for another session': { from: ['awaiting-payment'], to: 'awaiting-payment' },
  'await settlement': { from: ['awaiting-payment'], to: 'awaiting-payment' },
  'request cancellation': { from: ['awaiting-payment'], to: 'awaiting-payment' },
  'request refund': { from: ['awaiting-payment'], to: 'awaiting-payment' },
  confirm: { from: ['awaiting-payment'], to: 'confirmed' },
  cancel: { from: ['awaiting-payment'], to: 'cancelled' },
} as const satisfies Readonly<Record<string, { from: readonly OrderStatus[]; to: OrderStatus }>>;

export type Transition = keyof typeof TRANSITIONS;

/** Whether an order in this status has ended for good. */
export const isTerminal = (status: OrderStatus): boolean => status === 'cancelled' || status === 'completed';
