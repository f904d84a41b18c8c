import type { Evidence, LoggedEvent } from '../evidence.ts';
import type { EventRow } from '../evidence/stored-rows.ts';
import { ordersById } from './books.ts';
import { isEnded, perEvidence } from './invariant.ts';
import { eventsById } from './streams.ts';

/** An event that a service has to handle. */
export interface Delivered {
  readonly service: string;
  readonly entry: LoggedEvent;
  /** Whether what the service stores shows that it has. */
  isApplied(event: EventRow): boolean;
}

interface Consumer {
  readonly service: string;
  readonly types: readonly string[];
  applied(evidence: Evidence): (event: EventRow) => boolean;
}

const IN_THE_TIMELINE = [
  'order-events',
  'inventory-updates',
  'payment-events',
  'notification-events',
  'message-events',
];
const MAILED = [
  'user.email-verification-requested.v1',
  'order.confirmed.v1',
  'order.cancelled.v1',
  'order.cancelled.v2',
  'refund.succeeded.v1',
  'refund.failed.v1',
];
/** The reply to the checkout has told the shopper, or they have cancelled themselves what they had not paid. */
const isNoNews = ({ reason, refunded }: EventRow['data']): boolean =>
  ['out-of-stock', 'price-changed'].includes(String(reason)) || (reason === 'customer' && refunded === null);
/** What an aggregate remembers of messages. */
const INBOX_LENGTH = 200;

const CONSUMERS: readonly Consumer[] = [
  {
    service: 'catalog-service',
    types: ['order.created.v1', 'order.confirmed.v1', 'order.cancelled.v1', 'order.cancelled.v2'],
    applied: ({ reservations }) => {
      const states = new Map(reservations.map(({ orderId, status }) => [orderId, status]));
      const follows: Readonly<Record<string, readonly string[]>> = {
        'order.created.v1': ['reserved', 'rejected', 'released', 'committed', 'restocked'],
        'order.confirmed.v1': ['committed', 'restocked'],
        'order.cancelled.v1': ['rejected', 'released', 'restocked'],
        'order.cancelled.v2': ['rejected', 'released', 'restocked'],
      };
      return ({ type, subject }) => follows[type]?.includes(states.get(subject) ?? 'missing') === true;
    },
  },
  {
    service: 'order-service',
    types: [
      'stock.reserved.v1',
      'stock.rejected.v1',
      'payment.session-opened.v1',
      'payment.processing.v1',
      'payment.succeeded.v1',
      'payment.expired.v1',
      'payment.refused.v1',
      'payment.failed.v1',
      'refund.succeeded.v1',
      'refund.failed.v1',
      'dispute.opened.v1',
    ],
    applied: (evidence) => (event) => {
      const order = ordersById(evidence).get(event.subject);
      if (order === undefined) return false;
      const { status, paymentStatus, paid, session, refunds, disputes } = order;
      switch (event.type) {
        case 'stock.reserved.v1':
        case 'stock.rejected.v1':
          return status !== 'pending';
        case 'payment.session-opened.v1':
          return (
            isEnded(order) || paymentStatus !== 'unpaid' || (session?.attempt ?? 0) >= Number(event.data['attempt'])
          );
        case 'payment.processing.v1':
          return isEnded(order) || paymentStatus !== 'unpaid';
        case 'payment.succeeded.v1':
          return paid !== null;
        case 'refund.succeeded.v1':
        case 'refund.failed.v1': {
          // What came late was never the order's.
          const { reason, refundId } = event.data;
          return reason === 'late-payment' || refunds.some((refund) => refund.refundId === refundId);
        }
        case 'dispute.opened.v1':
          return disputes.some(({ disputeId }) => disputeId === event.data['disputeId']);
        default:
          return isEnded(order);
      }
    },
  },
  {
    service: 'payment-service',
    types: ['order.awaiting-payment.v1', 'order.cancellation-requested.v1', 'order.refund-requested.v1'],
    applied: ({ payments }) => {
      const byOrder = new Map(payments.map((payment) => [payment.orderId, payment]));
      return ({ type, subject, data }) => {
        const payment = byOrder.get(subject);
        if (payment === undefined) return false;
        const { status, request, nextRequest, refunds } = payment;
        if (type === 'order.refund-requested.v1') return refunds.some(({ refundId }) => refundId === data['refundId']);
        if (status !== 'requested' && status !== 'open') return true;
        const attempt = Math.max(request?.attempt ?? 0, nextRequest?.attempt ?? 0);
        return type === 'order.awaiting-payment.v1' && attempt >= Number(data['attempt']);
      };
    },
  },
  {
    service: 'cart-service',
    types: ['order.confirmed.v1'],
    applied: ({ aggregates }) => {
      const inboxes = new Map(
        aggregates.filter(({ collection }) => collection === 'carts').map(({ _id, inbox }) => [_id, inbox]),
      );
      return ({ id, data }) => {
        const inbox = inboxes.get(String(data['cartId']));
        // A cart that is gone had nothing to lose; one that has changed more often than it remembers cannot say.
        return inbox === undefined || inbox.length >= INBOX_LENGTH || inbox.includes(id);
      };
    },
  },
  {
    service: 'notification-service',
    types: MAILED,
    applied: ({ emails }) => {
      const asking = new Set(emails.map(({ id }) => id.slice(0, id.lastIndexOf(':'))));
      return ({ id, type, data }) => {
        const isSilent =
          (type.startsWith('order.cancelled.') && isNoNews(data)) ||
          (type === 'refund.succeeded.v1' && data['reason'] === 'cancelled');
        return isSilent || asking.has(id);
      };
    },
  },
];

/** Whatever names an order is written down in its timeline. */
const timeline = ({ timeline: rows }: Evidence): ((event: EventRow) => boolean) => {
  const ids = new Set(rows.map(({ _id }) => _id));
  return ({ id }) => ids.has(id);
};

/** Every event for every service that leaves a trace of having handled it. The catalog's caches, say, leave none. */
export const deliveriesOf = perEvidence((evidence): readonly Delivered[] => {
  const entries = [...eventsById(evidence).values()];
  const isInTimeline = timeline(evidence);
  const recorded = entries
    .filter(({ topic, event }) => IN_THE_TIMELINE.includes(topic) && typeof event.data['orderId'] === 'string')
    .map((entry) => ({ service: 'order-service', entry, isApplied: isInTimeline }));
  const reacted = CONSUMERS.flatMap(({ service, types, applied }) => {
    const isApplied = applied(evidence);
    return entries.filter(({ event }) => types.includes(event.type)).map((entry) => ({ service, entry, isApplied }));
  });
  return [...recorded, ...reacted];
});

/** `service event` of what is parked or given up on, whichever copy of it. */
export const keptIds = perEvidence(({ kept, events }): ReadonlySet<string> => {
  const places = new Map(
    events.map(({ topic, partition, offset, event }) => [`${topic}:${partition}:${offset}`, event.id]),
  );
  const waiting = kept.filter(({ state }) => state !== 'handled');
  return new Set(waiting.map(({ service, _id }) => `${service} ${places.get(_id) ?? ''}`));
});
