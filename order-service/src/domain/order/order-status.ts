/** Where the order stands as a contract: the one axis whose end is the order's end. */
export const ORDER_STATUSES = ['pending', 'awaiting-payment', 'confirmed', 'completed', 'cancelled'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/**
 * Where its money stands. `not-needed`: it costs nothing. `refund-owed`: it is cancelled, and money of it could not be given back.
 */
export const PAYMENT_STATUSES = [
  'unpaid',
  'processing',
  'not-needed',
  'paid',
  'partially-refunded',
  'refunded',
  'refund-owed',
  'disputed',
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** Where its goods stand. */
export const FULFILMENT_STATUSES = ['unfulfilled', 'partially-shipped', 'shipped', 'delivered', 'returned'] as const;
export type FulfilmentStatus = (typeof FULFILMENT_STATUSES)[number];

/**
 * Why somebody of the shop has to look at an order: money could not be given back, or nobody knows where it is; the shopper's bank
 * disputes the payment; money that was to come has not.
 */
export const ATTENTION = ['refund-failed', 'refund-overdue', 'dispute-open', 'payment-overdue'] as const;
export type Attention = (typeof ATTENTION)[number];

/** Everything that may happen to an order, and from where to where; `same`: where it is. What is not here throws. */
export const TRANSITIONS = {
  'await payment': { from: ['pending'], to: 'awaiting-payment' },
  'confirm without payment': { from: ['pending'], to: 'confirmed' },
  'cancel unpriced': { from: ['pending'], to: 'cancelled' },
  'attach session': { from: ['awaiting-payment'], to: 'same' },
  'ask for another session': { from: ['awaiting-payment'], to: 'same' },
  'await settlement': { from: ['awaiting-payment'], to: 'same' },
  'note delay': { from: ['awaiting-payment'], to: 'same' },
  'shorten wait': { from: ['awaiting-payment'], to: 'same' },
  'request cancellation': { from: ['awaiting-payment', 'confirmed'], to: 'same' },
  'take the money': { from: ['awaiting-payment'], to: 'same' },
  confirm: { from: ['awaiting-payment'], to: 'confirmed' },
  cancel: { from: ['awaiting-payment', 'confirmed'], to: 'cancelled' },
  // Money may go back, and come back from the shopper's bank, long after the order has ended.
  'move money': { from: ['awaiting-payment', 'confirmed', 'completed', 'cancelled'], to: 'same' },
} as const satisfies Readonly<Record<string, { from: readonly OrderStatus[]; to: OrderStatus | 'same' }>>;

export type Transition = keyof typeof TRANSITIONS;

/** Whether an order in this status has ended for good. */
export const isTerminal = (status: OrderStatus): boolean => status === 'cancelled' || status === 'completed';
