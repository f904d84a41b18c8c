import type { Problems } from '@souk/chassis/http/problems';
import { z } from 'zod';

const Money = z.object({ amount: z.int(), currency: z.string() });
const Shortage = z.object({ sku: z.string(), requested: z.int(), available: z.int() });

/** Why this service refuses something, beside the common reasons. */
export const PROBLEMS: Problems = {
  'cart.not-found': { status: 404 },
  'cart.unavailable': { status: 503 },
  'order.already-paid': { status: 409 },
  'order.being-cancelled': { status: 409 },
  'order.being-paid': { status: 409 },
  'order.cart-is-being-paid': { status: 409, fields: { orderId: z.string(), changed: z.array(z.string()) } },
  'order.disputed': { status: 409 },
  'order.needs-at-least-one-line': { status: 400 },
  'order.not-found': { status: 404 },
  'order.not-paid': { status: 409 },
  'order.on-its-way': { status: 409 },
  'order.out-of-stock': { status: 409, fields: { orderId: z.string(), shortages: z.array(Shortage) } },
  'order.paid-amount-differs': { status: 409, fields: { paid: Money, total: Money.nullable() } },
  'order.payment-refused': { status: 422, fields: { orderId: z.string(), reason: z.string().nullable() } },
  'order.price-changed': { status: 409, fields: { orderId: z.string(), total: Money.nullable() } },
  'order.refund-not-payable': { status: 400, fields: { asked: Money } },
  'order.refund-too-large': { status: 409, fields: { asked: Money, left: Money } },
  'order.shipping-method-unknown': { status: 400, fields: { offered: z.array(z.string()) } },
  'order.too-many-unpaid': {
    status: 429,
    fields: {
      orders: z.int().optional(),
      sku: z.string().optional(),
      pieces: z.int().optional(),
      orderIds: z.array(z.string()),
    },
  },
  'order.total-not-chargeable': { status: 422, fields: { total: Money, least: Money, most: Money } },
  'order.transition-not-allowed': { status: 409, fields: { orderStatus: z.string() } },
  'order.was-cancelled': { status: 409, fields: { orderId: z.string(), reason: z.string() } },
  'payment.session-pending': { status: 503 },
  'request.too-many-waiting': { status: 429 },
  'service.too-many-waiting': { status: 503 },
};
