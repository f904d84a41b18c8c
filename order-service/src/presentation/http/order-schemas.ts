import { digits } from '@souk/chassis/http/route';
import { Currency, Email, line, lines, PostalAddress } from '@souk/contracts/fields';
import { z } from 'zod';
import { ATTENTION, FULFILMENT_STATUSES, ORDER_STATUSES, PAYMENT_STATUSES } from '../../application/order-view.ts';

export const MoneyBody = z.strictObject({ amount: z.int(), currency: Currency });

export const CheckoutBody = z.strictObject({
  cartId: z.string().min(1).max(100),
  email: Email,
  shippingAddress: PostalAddress,
  shippingMethod: line(50),
  expectedTotal: MoneyBody,
});

const OrderId = z.uuid();
export const OrderParams = z.strictObject({ orderId: OrderId });

/** A guest's proof; also taken from the `x-order-token` header. */
const token = z.string().max(100).optional();
const wait = digits(z.int().min(0).max(30).default(0));
export const ViewQuery = z.strictObject({ token, wait });
export const TokenQuery = z.strictObject({ token });

const Line = z.object({
  sku: z.string(),
  productId: z.string(),
  name: z.string(),
  unitPrice: MoneyBody,
  quantity: z.int(),
});

export const OrderReply = z.object({
  id: OrderId,
  customerId: z.string().nullable(),
  email: z.string(),
  shippingAddress: z.object({
    name: z.string(),
    line1: z.string(),
    line2: z.string().nullable(),
    postalCode: z.string().nullable(),
    city: z.string(),
    country: z.string(),
  }),
  shipping: z.object({ method: z.string(), name: z.string(), price: MoneyBody }),
  lines: z.array(Line),
  total: MoneyBody.nullable(),
  shortages: z.array(z.object({ sku: z.string(), requested: z.int(), available: z.int() })),
  status: z.enum(ORDER_STATUSES),
  paymentStatus: z.enum(PAYMENT_STATUSES),
  fulfilmentStatus: z.enum(FULFILMENT_STATUSES),
  paid: MoneyBody.nullable(),
  refunded: MoneyBody.nullable(),
  refunds: z.array(
    z.object({
      refundId: z.string(),
      amount: MoneyBody,
      reason: z.enum(['cancelled', 'granted', 'external']),
      note: z.string().nullable(),
      status: z.enum(['requested', 'succeeded', 'failed']),
      failure: z.string().nullable(),
      requestedAt: z.iso.datetime(),
      settledAt: z.iso.datetime().nullable(),
    }),
  ),
  disputes: z.array(
    z.object({
      disputeId: z.string(),
      amount: MoneyBody,
      reason: z.string(),
      status: z.enum(['open', 'won', 'lost']),
      openedAt: z.iso.datetime(),
      closedAt: z.iso.datetime().nullable(),
    }),
  ),
  cancellationRequested: z.string().nullable(),
  cancelledBecause: z.string().nullable(),
  paymentFailure: z.string().nullable(),
  attention: z.array(z.enum(ATTENTION)),
  revision: z.int(),
  placedAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  checkoutUrl: z.string().nullable(),
  checkoutExpiresAt: z.iso.datetime().nullable(),
});

/** `checkoutUrl` is null while the order is being prepared, and when nothing is to be paid. `orderToken` opens the order to a guest; null for a customer, who logs in instead. */
export const CheckoutReply = z.object({
  orderId: OrderId,
  checkoutUrl: z.string().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  orderToken: z.string().nullable(),
  paymentStatus: z.enum(PAYMENT_STATUSES),
});

export const SessionReply = z.object({ checkoutUrl: z.string(), expiresAt: z.iso.datetime() });

export const TimelineReply = z.object({
  data: z.array(
    z.object({
      eventId: z.string(),
      orderId: OrderId,
      at: z.iso.datetime(),
      service: z.string(),
      event: z.string(),
      causedBy: z.string(),
      who: z.enum(['customer', 'guest', 'admin', 'system', 'provider']).nullable(),
      amount: MoneyBody.nullable(),
      reason: z.string().nullable(),
      detail: z.string().nullable(),
    }),
  ),
});

/** `amount` is all that is left unless said. */
export const RefundBody = z.strictObject({
  amount: z
    .strictObject({ ...MoneyBody.shape, amount: z.int().positive() })
    .nullable()
    .default(null),
  note: lines(500).min(1).nullable().default(null),
});
