import { z } from 'zod';
import { defineEvent, type EventOf } from './event.ts';
import { MoneyShape } from './shapes.ts';

const topic = 'payment-events';

export const PaymentSessionOpenedV1 = defineEvent(
  topic,
  'payment.session-opened.v1',
  z.object({
    orderId: z.string(),
    attempt: z.int().positive(),
    sessionId: z.string(),
    url: z.string(),
    expiresAt: z.iso.datetime(),
  }),
);
export type PaymentSessionOpenedV1 = EventOf<typeof PaymentSessionOpenedV1>;

/** The order's money has been captured, all of it, once. */
export const PaymentSucceededV1 = defineEvent(
  topic,
  'payment.succeeded.v1',
  z.object({ orderId: z.string(), sessionId: z.string(), paymentIntentId: z.string(), amount: MoneyShape }),
);
export type PaymentSucceededV1 = EventOf<typeof PaymentSucceededV1>;

/** The shopper did their part; the money arrives later (delayed payment methods). */
export const PaymentProcessingV1 = defineEvent(
  topic,
  'payment.processing.v1',
  z.object({ orderId: z.string(), sessionId: z.string() }),
);
export type PaymentProcessingV1 = EventOf<typeof PaymentProcessingV1>;

/** One try was declined; the session is still open. */
export const PaymentAttemptFailedV1 = defineEvent(
  topic,
  'payment.attempt-failed.v1',
  z.object({ orderId: z.string(), code: z.string(), message: z.string() }),
);
export type PaymentAttemptFailedV1 = EventOf<typeof PaymentAttemptFailedV1>;

/**
 * The provider will never open a session for this order: its total is none that can be charged, or the account may not charge it. None can
 * be paid, and none was.
 */
export const PaymentRefusedV1 = defineEvent(
  topic,
  'payment.refused.v1',
  z.object({
    orderId: z.string(),
    /** The provider's, e.g. `amount_too_large`. */
    code: z.string(),
  }),
);
export type PaymentRefusedV1 = EventOf<typeof PaymentRefusedV1>;

/** The money that was on its way did not come (a bank debit failed). No session of this order can be paid any more. */
export const PaymentFailedV1 = defineEvent(
  topic,
  'payment.failed.v1',
  z.object({
    orderId: z.string(),
    sessionId: z.string(),
    /** The bank's or the provider's, e.g. `insufficient_funds`; null when none was given. */
    code: z.string().nullable(),
  }),
);
export type PaymentFailedV1 = EventOf<typeof PaymentFailedV1>;

/** Nobody paid in time, or the order was cancelled: no session of it can be paid any more, and none was. */
export const PaymentExpiredV1 = defineEvent(topic, 'payment.expired.v1', z.object({ orderId: z.string() }));
export type PaymentExpiredV1 = EventOf<typeof PaymentExpiredV1>;

const Refund = z.object({
  orderId: z.string(),
  refundId: z.string(),
  amount: MoneyShape,
  email: z.string(),
  /**
   * `granted`: by an admin. `late-payment`: money that came for an order which had ended, sent back unasked. `external`: made at the
   * payment provider by hand.
   */
  reason: z.enum(['cancelled', 'granted', 'late-payment', 'external']),
});

export const RefundSucceededV1 = defineEvent(topic, 'refund.succeeded.v1', Refund);
export type RefundSucceededV1 = EventOf<typeof RefundSucceededV1>;

export const RefundFailedV1 = defineEvent(topic, 'refund.failed.v1', Refund.extend({ failure: z.string() }));
export type RefundFailedV1 = EventOf<typeof RefundFailedV1>;

const Dispute = z.object({ orderId: z.string(), disputeId: z.string(), amount: MoneyShape });

/** The shopper's bank takes the money back until it is decided whose it is. Nothing of the order is refunded meanwhile. */
export const DisputeOpenedV1 = defineEvent(
  topic,
  'dispute.opened.v1',
  Dispute.extend({
    /** The bank's, e.g. `fraudulent`. */
    reason: z.string(),
  }),
);
export type DisputeOpenedV1 = EventOf<typeof DisputeOpenedV1>;

/** `won`: the shop keeps the money. `lost`: it is the shopper's again. */
export const DisputeClosedV1 = defineEvent(
  topic,
  'dispute.closed.v1',
  Dispute.extend({ outcome: z.enum(['won', 'lost']) }),
);
export type DisputeClosedV1 = EventOf<typeof DisputeClosedV1>;
