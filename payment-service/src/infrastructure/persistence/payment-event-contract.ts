import { draft, type EventDraft } from '@souk/contracts/event';
import {
  DisputeClosedV1,
  DisputeOpenedV1,
  PaymentAttemptFailedV1,
  PaymentExpiredV1,
  PaymentFailedV1,
  PaymentProcessingV1,
  PaymentRefusedV1,
  PaymentSessionOpenedV1,
  PaymentSucceededV1,
  RefundFailedV1,
  RefundSucceededV1,
} from '@souk/contracts/payment-events';
import type { PaymentEvent } from '../../domain/payment/payment-event.ts';
import type { PaymentState } from '../../domain/payment/payment-state.ts';
import type { Refund } from '../../domain/payment/refund.ts';

/** What the other services learn of a domain event. */
export function toContract(event: PaymentEvent, payment: PaymentState): EventDraft {
  const { orderId } = payment;
  switch (event.type) {
    case 'SessionOpened': {
      const { attempt, sessionId, url, expiresAt } = event;
      return draft(
        PaymentSessionOpenedV1,
        { orderId, attempt, sessionId, url, expiresAt: expiresAt.toISOString() },
        event.at,
      );
    }
    case 'SettlementAwaited':
      return draft(PaymentProcessingV1, { orderId, sessionId: event.sessionId }, event.at);
    case 'PaymentSucceeded': {
      const { sessionId, paymentIntentId, amount } = event;
      return draft(PaymentSucceededV1, { orderId, sessionId, paymentIntentId, amount }, event.at);
    }
    case 'AttemptDeclined':
      return draft(PaymentAttemptFailedV1, { orderId, code: event.code, message: event.message }, event.at);
    case 'PaymentRefused':
      return draft(PaymentRefusedV1, { orderId, code: event.code }, event.at);
    case 'PaymentFailed':
      return draft(PaymentFailedV1, { orderId, sessionId: event.sessionId, code: event.code }, event.at);
    case 'PaymentExpired':
      return draft(PaymentExpiredV1, { orderId }, event.at);
    case 'RefundSucceeded':
      return draft(RefundSucceededV1, refundOf(event.refund, payment), event.at);
    case 'RefundFailed': {
      const failure = event.refund.failure ?? 'unknown';
      return draft(RefundFailedV1, { ...refundOf(event.refund, payment), failure }, event.at);
    }
    case 'DisputeOpened': {
      const { disputeId, amount, reason } = event.dispute;
      return draft(DisputeOpenedV1, { orderId, disputeId, amount, reason }, event.at);
    }
    case 'DisputeClosed': {
      const { disputeId, amount } = event.dispute;
      return draft(DisputeClosedV1, { orderId, disputeId, amount, outcome: event.outcome }, event.at);
    }
  }
}

function refundOf({ refundId, amount, reason }: Refund, { orderId, email }: PaymentState) {
  if (email === null) throw new Error(`Payment ${orderId} gives money back although nobody was ever asked for any.`);
  return { orderId, refundId, amount, email, reason };
}
