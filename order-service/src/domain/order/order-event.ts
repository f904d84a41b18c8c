import type { OrderRefund } from './order-refund.ts';

/** Who or what wants an order to end. */
export type CancellationRequest = 'customer' | 'shop' | 'deadline';

export type CancellationReason =
  'out-of-stock' | 'price-changed' | 'no-answer' | 'customer' | 'shop' | 'payment-expired';

/** What happens to an order; what the other services learn of it is decided where events are mapped to contracts. */
export type OrderEvent = { readonly at: Date } & (
  | { readonly type: 'OrderCreated' }
  | { readonly type: 'PaymentAwaited' }
  | { readonly type: 'SessionAttached' }
  | { readonly type: 'SettlementAwaited' }
  | { readonly type: 'CancellationRequested'; readonly reason: CancellationRequest }
  | { readonly type: 'RefundRequested'; readonly refund: OrderRefund }
  | { readonly type: 'OrderConfirmed' }
  | { readonly type: 'OrderCancelled'; readonly reason: CancellationReason }
);
