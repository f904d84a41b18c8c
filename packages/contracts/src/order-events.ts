import { z } from 'zod';
import { defineEvent, type EventOf } from './event.ts';
import { MoneyShape, OrderLineShape } from './shapes.ts';

const topic = 'order-events';

/** An order wants its lines reserved. It has no prices yet: those come from the catalog with `stock.reserved`. */
export const OrderCreatedV1 = defineEvent(
  topic,
  'order.created.v1',
  z.object({
    orderId: z.string(),
    lines: z.array(z.object({ sku: z.string(), quantity: z.int().positive() })).min(1),
  }),
);
export type OrderCreatedV1 = EventOf<typeof OrderCreatedV1>;

/** The order is priced and wants a payment session; a higher `attempt` replaces the session of a lower one. */
export const OrderAwaitingPaymentV1 = defineEvent(
  topic,
  'order.awaiting-payment.v1',
  z.object({
    orderId: z.string(),
    attempt: z.int().positive(),
    email: z.string(),
    lines: z.array(OrderLineShape).min(1),
    shipping: z.object({ method: z.string(), name: z.string(), price: MoneyShape }),
    total: MoneyShape,
  }),
);
export type OrderAwaitingPaymentV1 = EventOf<typeof OrderAwaitingPaymentV1>;

/** Nobody may pay the order any more: whoever holds its payment session closes it. */
export const OrderCancellationRequestedV1 = defineEvent(
  topic,
  'order.cancellation-requested.v1',
  z.object({ orderId: z.string(), reason: z.enum(['customer', 'shop', 'deadline']) }),
);
export type OrderCancellationRequestedV1 = EventOf<typeof OrderCancellationRequestedV1>;

/** The order is paid. */
export const OrderConfirmedV1 = defineEvent(
  topic,
  'order.confirmed.v1',
  z.object({
    orderId: z.string(),
    cartId: z.string(),
    customerId: z.string().nullable(),
    email: z.string(),
    lines: z.array(OrderLineShape).min(1),
    shipping: z.object({ method: z.string(), name: z.string(), price: MoneyShape }),
    total: MoneyShape,
  }),
);
export type OrderConfirmedV1 = EventOf<typeof OrderConfirmedV1>;

/** The order ended without being fulfilled. Its stock may go back: no session of it can be paid, and what was paid is back. */
export const OrderCancelledV1 = defineEvent(
  topic,
  'order.cancelled.v1',
  z.object({
    orderId: z.string(),
    email: z.string(),
    reason: z.enum(['out-of-stock', 'price-changed', 'no-answer', 'customer', 'shop', 'payment-expired']),
    /** What was paid and has been given back; null when nothing was paid. */
    refunded: MoneyShape.nullable(),
  }),
);
export type OrderCancelledV1 = EventOf<typeof OrderCancelledV1>;

/**
 * As version 1, with more reasons, and with what the shopper gets back now apart from what went back before. What could not be given
 * back is owed still: then `refunded` is less than what was paid.
 */
export const OrderCancelledV2 = defineEvent(
  topic,
  'order.cancelled.v2',
  z.object({
    orderId: z.string(),
    email: z.string(),
    /**
     * `payment-expired`: not paid in time. `payment-refused`: the provider cannot charge such a total. `payment-failed`: the money that was on
     * its way did not come.
     */
    reason: z.enum([
      'out-of-stock',
      'price-changed',
      'no-answer',
      'customer',
      'shop',
      'payment-expired',
      'payment-refused',
      'payment-failed',
    ]),
    /** All that was paid and has been given back, whenever; null when nothing was paid. */
    refunded: MoneyShape.nullable(),
    /** The part of `refunded` that went back before the order was cancelled, of which the shopper has been told; null when none. */
    refundedBefore: MoneyShape.nullable(),
  }),
  { contract: OrderCancelledV1, upcast: (data) => ({ ...data, refundedBefore: null }) },
);
export type OrderCancelledV2 = EventOf<typeof OrderCancelledV2>;

/** Money of this order has to go back. `refundId` makes it happen once. */
export const OrderRefundRequestedV1 = defineEvent(
  topic,
  'order.refund-requested.v1',
  z.object({
    orderId: z.string(),
    refundId: z.string(),
    amount: MoneyShape,
    /** `granted`: by an admin. */
    reason: z.enum(['cancelled', 'granted']),
  }),
);
export type OrderRefundRequestedV1 = EventOf<typeof OrderRefundRequestedV1>;
