import type { OrderState } from '../domain/order/order-state.ts';

// What may be said of an order, for those who offer it in requests and replies.
export { ATTENTION, FULFILMENT_STATUSES, ORDER_STATUSES, PAYMENT_STATUSES } from '../domain/order/order-status.ts';

/** An order as its shopper and the admins see it. */
export type OrderView = Pick<
  OrderState,
  | 'id'
  | 'customerId'
  | 'email'
  | 'shippingAddress'
  | 'shipping'
  | 'lines'
  | 'total'
  | 'shortages'
  | 'status'
  | 'paymentStatus'
  | 'fulfilmentStatus'
  | 'paid'
  | 'refunded'
  | 'refunds'
  | 'disputes'
  | 'paymentFailure'
  | 'attention'
  | 'revision'
  | 'placedAt'
  | 'updatedAt'
> & {
  readonly cancellationRequested: string | null;
  readonly cancelledBecause: string | null;
  /** Where to pay, while there is something to pay. */
  readonly checkoutUrl: string | null;
  readonly checkoutExpiresAt: Date | null;
};

export function viewOf(order: OrderState): OrderView {
  const isPayable =
    order.status === 'awaiting-payment' && order.paymentStatus === 'unpaid' && order.cancellationRequested === null;
  // While the next session is being opened, the last one leads nowhere.
  const session = isPayable && order.session?.attempt === order.attempt ? order.session : null;
  return {
    id: order.id,
    customerId: order.customerId,
    email: order.email,
    shippingAddress: order.shippingAddress,
    shipping: order.shipping,
    lines: order.lines,
    total: order.total,
    shortages: order.shortages,
    status: order.status,
    paymentStatus: order.paymentStatus,
    fulfilmentStatus: order.fulfilmentStatus,
    paid: order.paid,
    refunded: order.refunded,
    refunds: order.refunds,
    disputes: order.disputes,
    paymentFailure: order.paymentFailure,
    attention: order.attention,
    cancellationRequested: order.cancellationRequested,
    cancelledBecause: order.cancelledBecause,
    revision: order.revision,
    placedAt: order.placedAt,
    updatedAt: order.updatedAt,
    checkoutUrl: session?.url ?? null,
    checkoutExpiresAt: session?.expiresAt ?? null,
  };
}
