import { ListQuery } from '@souk/chassis/http/route';
import { z } from 'zod';

const Money = z.object({ amount: z.int(), currency: z.string() });
const OrderId = z.uuid();
const moment = z.iso.datetime();

export const PaymentParams = z.strictObject({ orderId: OrderId });
export const RefundParams = z.strictObject({ orderId: OrderId, refundId: z.string().min(1).max(300) });
export const WebhookEventParams = z.strictObject({
  eventId: z.string().regex(/^evt_[\w-]{1,250}$/, 'must be an id of Stripe, evt_…'),
});

export const PaymentReply = z.object({
  orderId: OrderId,
  email: z.string().nullable(),
  total: Money.nullable(),
  status: z.enum(['requested', 'open', 'closing', 'processing', 'succeeded', 'expired', 'refused', 'failed']),
  refusal: z.string().nullable(),
  /** Why somebody has to look: a refund has bounced, or has been on its way for two weeks. */
  attention: z.enum(['refund-failed', 'refund-overdue']).nullable(),
  attempt: z.int().nullable(),
  sessionId: z.string().nullable(),
  sessionExpiresAt: moment.nullable(),
  paymentIntentId: z.string().nullable(),
  captured: Money.nullable(),
  refunded: Money.nullable(),
  captures: z.array(z.object({ paymentIntentId: z.string(), sessionId: z.string(), amount: Money, at: moment })),
  refunds: z.array(
    z.object({
      refundId: z.string(),
      paymentIntentId: z.string(),
      amount: Money,
      reason: z.enum(['cancelled', 'granted', 'late-payment', 'external']),
      status: z.enum(['requested', 'pending', 'succeeded', 'failed']),
      providerRefundId: z.string().nullable(),
      failure: z.string().nullable(),
      requestedAt: moment,
    }),
  ),
  disputes: z.array(
    z.object({
      disputeId: z.string(),
      paymentIntentId: z.string(),
      amount: Money,
      reason: z.string(),
      status: z.enum(['open', 'won', 'lost']),
    }),
  ),
  declines: z.array(z.object({ eventId: z.string(), code: z.string(), message: z.string(), at: moment })),
  requestedAt: moment,
  updatedAt: moment,
});

export const PaymentsQuery = ListQuery.extend({
  status: PaymentReply.shape.status.optional(),
  attention: PaymentReply.shape.attention.unwrap().optional(),
  orderId: OrderId.optional(),
});

export const WebhookEventReply = z.object({
  id: z.string(),
  type: z.string(),
  orderId: z.string().nullable(),
  createdAt: moment,
  receivedAt: moment,
  state: z.enum(['waiting', 'processed', 'ignored', 'given-up']),
  /** Why it is ignored. */
  reason: z.string().nullable(),
  processedAt: moment.nullable(),
  attempts: z.int(),
  lastError: z.string().nullable(),
  nextAttemptAt: moment.nullable(),
});

export const WebhookEventsQuery = ListQuery.extend({
  orderId: OrderId.optional(),
  state: WebhookEventReply.shape.state.optional(),
  /** Ignored ones are processed; those that wait or are given up are not. */
  processed: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
});
