import type { Problems } from '@souk/chassis/http/problems';
import { z } from 'zod';

/** Why this service refuses something, beside the common reasons. */
export const PROBLEMS: Problems = {
  'payment.amount-not-chargeable': { status: 400 },
  'payment.answer-without-effect': { status: 409 },
  'payment.capture-unknown': { status: 404, fields: { paymentIntentId: z.string() } },
  'payment.not-found': { status: 404 },
  'payment.nothing-captured': { status: 409, fields: { orderId: z.string() } },
  'payment.provider-refused': { status: 422 },
  'payment.provider-unavailable': { status: 503 },
  'payment.refund-not-repeatable': {
    status: 409,
    fields: { refundId: z.string(), refundStatus: z.string(), reason: z.string() },
  },
  'payment.refund-unknown': { status: 404, fields: { refundId: z.string() } },
  'payment.session-mismatch': { status: 409, fields: { sessionId: z.string() } },
  'payment.transition-not-allowed': { status: 409, fields: { paymentStatus: z.string() } },
  'webhook.event-not-found': { status: 404 },
  'webhook.mode-differs': { status: 400 },
  'webhook.signature-invalid': { status: 400 },
  'webhook.unreadable': { status: 400 },
};
