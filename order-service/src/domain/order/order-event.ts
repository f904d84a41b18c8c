import type { OrderRefund } from './order-refund.ts';

/** Who or what wants an order to end. */
export type CancellationRequest = 'customer' | 'shop' | 'deadline';

/** Why nobody can pay an order any more. `payment-failed`: the money was on its way and did not come. */
export type UnpaidReason = 'payment-expired' | 'payment-refused' | 'payment-failed';

export type CancellationReason = 'out-of-stock' | 'price-changed' | 'no-answer' | 'customer' | 'shop' | UnpaidReason;

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
