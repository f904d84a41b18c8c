import type { MoneyShape } from '@souk/kernel/money';

export type CancellationReason = 'out-of-stock' | 'price-changed' | 'no-answer' | 'customer' | 'payment-expired';

/** What happens to an order; what the other services learn of it is decided where events are mapped to contracts. */
export type OrderEvent = { readonly at: Date } & (
  | { readonly type: 'OrderCreated' }
  | { readonly type: 'PaymentAwaited' }
  | { readonly type: 'SessionAttached' }
  | { readonly type: 'SettlementAwaited' }
  | { readonly type: 'CancellationRequested'; readonly reason: 'customer' | 'deadline' }
  | { readonly type: 'RefundRequested'; readonly refundId: string; readonly amount: MoneyShape }
  | { readonly type: 'OrderConfirmed' }
  | { readonly type: 'OrderCancelled'; readonly reason: CancellationReason }
);
