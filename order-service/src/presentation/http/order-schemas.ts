import { digits } from '@souk/chassis/http/route';
import { z } from 'zod';

export const MoneyBody = z.strictObject({ amount: z.int(), currency: z.string().regex(/^[A-Z]{3}$/) });

const text = (max: number) => z.string().trim().min(1).max(max);

const AddressBody = z.strictObject({
  name: text(100),
  line1: text(200),
  line2: text(200).nullable().default(null),
  postalCode: text(20),
  city: text(100),
  country: z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 code of two letters'),
});

export const CheckoutBody = z.strictObject({
  cartId: z.string().min(1).max(100),
  email: z.email().max(254),
  shippingAddress: AddressBody,
  shippingMethod: text(50),
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
  shippingAddress: AddressBody,
  shipping: z.object({ method: z.string(), name: z.string(), price: MoneyBody }),
  lines: z.array(Line),
  total: MoneyBody.nullable(),
  shortages: z.array(z.object({ sku: z.string(), requested: z.int(), available: z.int() })),
  status: z.enum(['pending', 'awaiting-payment', 'confirmed', 'completed', 'cancelled']),
  paymentStatus: z.enum(['unpaid', 'processing', 'paid', 'partially-refunded', 'refunded', 'disputed']),
  fulfilmentStatus: z.enum(['unfulfilled', 'partially-shipped', 'shipped', 'delivered', 'returned']),
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
  revision: z.int(),
  placedAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  checkoutUrl: z.string().nullable(),
  checkoutExpiresAt: z.iso.datetime().nullable(),
});

/** `orderToken` opens the order to a guest; null for a customer, who logs in instead. */
export const CheckoutReply = z.object({
  orderId: OrderId,
  checkoutUrl: z.string().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  orderToken: z.string().nullable(),
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
  note: text(500).nullable().default(null),
});
