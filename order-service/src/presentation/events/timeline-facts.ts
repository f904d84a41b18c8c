import type { Event } from '@souk/contracts/event';
import type { StockRejectedV1 } from '@souk/contracts/inventory-events';
import type {
  OrderAwaitingPaymentV1,
  OrderCancellationRequestedV1,
  OrderCancelledV2,
  OrderConfirmedV1,
  OrderCreatedV1,
  OrderRefundRequestedV1,
} from '@souk/contracts/order-events';
import type {
  DisputeClosedV1,
  DisputeOpenedV1,
  PaymentAttemptFailedV1,
  PaymentExpiredV1,
  PaymentFailedV1,
  PaymentProcessingV1,
  PaymentRefusedV1,
  PaymentSucceededV1,
  RefundFailedV1,
  RefundSucceededV1,
} from '@souk/contracts/payment-events';
import type { Actor, TimelineEntry } from '../../application/ports/timeline.ts';

type Facts = Pick<TimelineEntry, 'who' | 'amount' | 'reason'>;

type Telling =
  | OrderCreatedV1
  | OrderAwaitingPaymentV1
  | OrderConfirmedV1
  | OrderCancellationRequestedV1
  | OrderCancelledV2
  | OrderRefundRequestedV1
  | StockRejectedV1
  | PaymentAttemptFailedV1
  | PaymentExpiredV1
  | PaymentFailedV1
  | PaymentProcessingV1
  | PaymentRefusedV1
  | PaymentSucceededV1
  | RefundSucceededV1
  | RefundFailedV1
  | DisputeOpenedV1
  | DisputeClosedV1;

const NOTHING: Facts = { who: null, amount: null, reason: null };

/** Who wants an order to end, by the reason that is given for it; nobody: its own deadlines. */
const WHO_ENDS: Readonly<Record<string, Actor>> = {
  customer: 'shopper',
  shop: 'admin',
  'payment-refused': 'provider',
  'payment-failed': 'provider',
};
const whoEnds = (reason: string): Actor => WHO_ENDS[reason] ?? 'system';

/** Who did what an event tells of, how much money it is about, and why. */
export function factsOf(event: Event): Facts {
  // Only events that fit their contract are handled; of those that are none of these nothing is told.
  const { type, data } = event as Telling;
  switch (type) {
    case 'order.created.v1':
      return { ...NOTHING, who: 'shopper' };
    case 'order.awaiting-payment.v1':
    case 'order.confirmed.v1':
      return { ...NOTHING, who: 'system', amount: data.total };
    case 'order.cancellation-requested.v1':
      return { ...NOTHING, who: whoEnds(data.reason), reason: data.reason };
    case 'order.cancelled.v2':
      return { who: whoEnds(data.reason), amount: data.refunded, reason: data.reason };
    case 'order.refund-requested.v1':
      return { who: data.reason === 'granted' ? 'admin' : 'system', amount: data.amount, reason: data.reason };
    case 'stock.rejected.v1':
      return { ...NOTHING, who: 'system', reason: 'out-of-stock' };
    case 'payment.processing.v1':
      return { ...NOTHING, who: 'shopper' };
    case 'payment.succeeded.v1':
      return { ...NOTHING, who: 'shopper', amount: data.amount };
    case 'payment.expired.v1':
      return { ...NOTHING, who: 'system' };
    case 'payment.attempt-failed.v1':
    case 'payment.refused.v1':
    case 'payment.failed.v1':
      return { ...NOTHING, who: 'provider', reason: data.code };
    case 'refund.succeeded.v1':
      return { who: 'provider', amount: data.amount, reason: data.reason };
    case 'refund.failed.v1':
      return { who: 'provider', amount: data.amount, reason: data.failure };
    case 'dispute.opened.v1':
      return { who: 'provider', amount: data.amount, reason: data.reason };
    case 'dispute.closed.v1':
      return { who: 'provider', amount: data.amount, reason: data.outcome };
    default:
      return NOTHING;
  }
}
