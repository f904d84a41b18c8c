import type { Evidence } from '../evidence.ts';
import { invariant, isEnded, look, perEvidence, when, type Invariant } from './invariant.ts';
import { streamsOf, type Stream } from './streams.ts';
import { follow, ORDER, PAYMENT, RESERVATION, type Machine } from './transitions.ts';

const streamsOn = (source: string, topic: string) => (evidence: Evidence) =>
  [...streamsOf(evidence).values()].filter((stream) => stream.source === source && stream.topic === topic);

/** Stock is also adjusted, which is about a SKU and no reservation. */
const reservationStreams = (evidence: Evidence) =>
  streamsOn(
    '/catalog-service',
    'inventory-updates',
  )(evidence).filter(({ events }) => !events.some(({ type }) => type === 'stock.adjusted.v1'));

const legally = (machine: Machine) => () => (stream: Stream) => {
  const { state, illegal } = follow(machine, stream.events);
  return illegal === null ? [] : [`${stream.subject}: ${illegal.type} (${illegal.id}) may not follow when ${state}.`];
};

/** Stored documents, by id, with as many of their events as they have decided on; null where some are missing. */
const decidedOf = perEvidence((evidence) => {
  const bookKeeping = new Map(evidence.aggregates.map((row) => [`${row.service} ${row.collection} ${row._id}`, row]));
  return (service: string, collection: string, topic: string, id: string) => {
    const { sequences = {}, outbox = [] } = bookKeeping.get(`${service} ${collection} ${id}`) ?? {};
    const count = sequences[topic] ?? 0;
    const waiting = outbox.filter((entry) => entry.topic === topic).map(({ event }) => event);
    const logged = streamsOf(evidence).get(`/${service} ${topic} ${id}`)?.events ?? [];
    const bySequence = new Map([...logged, ...waiting].map((event) => [event.sequence, event]));
    const events = [...bySequence.values()].filter(({ sequence }) => sequence <= count);
    return events.length === count ? events.sort((a, b) => a.sequence - b.sequence) : null;
  };
});

const PAYMENT_ENDS: ReadonlySet<string> = new Set(['succeeded', 'failed', 'refused', 'expired']);
const UNFINISHED_PAYMENT = ['requested', 'open', 'closing', 'processing'];

export const SAGA: readonly Invariant[] = [
  invariant(
    { number: 10, kind: 'always', statement: 'only listed transitions' },
    look('orders’ events', streamsOn('/order-service', 'order-events'), legally(ORDER)),
    look('payments’ events', streamsOn('/payment-service', 'payment-events'), legally(PAYMENT)),
    look('reservations’ events', reservationStreams, legally(RESERVATION)),
    look(
      'orders',
      ({ orders }) => orders,
      (evidence) =>
        ({ id, status }) => {
          const events = decidedOf(evidence)('order-service', 'orders', 'order-events', id);
          if (events === null) return [];
          const { state, illegal } = follow(ORDER, events);
          const told = state === 'cancelling' ? 'awaiting-payment' : state;
          return when(
            illegal === null && told !== status,
            () => `Order ${id} is ${status}; its events made it ${told}.`,
          );
        },
    ),
    look(
      'payments',
      ({ payments }) => payments,
      (evidence) =>
        ({ orderId, status }) => {
          const events = decidedOf(evidence)('payment-service', 'payments', 'payment-events', orderId);
          if (events === null) return [];
          const { state, illegal } = follow(PAYMENT, events);
          const expected = PAYMENT_ENDS.has(state) ? [state] : UNFINISHED_PAYMENT;
          return when(
            illegal === null && !expected.includes(status),
            () => `The payment of order ${orderId} is ${status}; its events made it ${state}.`,
          );
        },
    ),
    look(
      'reservations',
      ({ reservations }) => reservations,
      (evidence) =>
        ({ orderId, status }) => {
          const events = decidedOf(evidence)('catalog-service', 'reservations', 'inventory-updates', orderId);
          if (events === null) return [];
          const { state, illegal } = follow(RESERVATION, events);
          // One that was released before anything was asked for says nothing.
          const expected = state === 'start' ? ['pending', 'released'] : [state];
          return when(
            illegal === null && !expected.includes(status),
            () => `The reservation of order ${orderId} is ${status}; its events made it ${state}.`,
          );
        },
    ),
  ),
  invariant(
    { number: 22, kind: 'eventually', statement: 'outboxes drain; no order outlives its deadline' },
    look(
      'aggregates',
      ({ aggregates }) => aggregates,
      () =>
        ({ service, collection, _id, outbox }) =>
          when(
            outbox.length > 0,
            () =>
              `${service} has not published ${outbox.map(({ event }) => event.id).join(', ')} of ${collection} ${_id}.`,
          ),
    ),
    look(
      'kept messages',
      ({ kept }) => kept,
      () =>
        ({ service, _id, outbox }) =>
          when(outbox.length > 0, () => `${service} has not told everything about the message ${_id}.`),
    ),
    look(
      'orders that wait',
      ({ orders }) => orders.filter((order) => !isEnded(order)),
      ({ readAt }) =>
        ({ id, status, paymentStatus, paid, deadlineAt }) => {
          const waitsForAnswer = status === 'pending' || status === 'awaiting-payment';
          // Somebody has to look at money that cannot go back, and a bank takes as long as it takes.
          const mayWaitForEver = !waitsForAnswer || paymentStatus === 'processing' || paid !== null;
          return [
            ...when(deadlineAt === null && !mayWaitForEver, () => `Order ${id} is ${status} and has no deadline.`),
            ...when(
              isOverdue(deadlineAt, readAt),
              () => `Order ${id} is ${status} since before ${deadlineAt?.toISOString() ?? ''}.`,
            ),
          ];
        },
    ),
    look(
      'payments',
      ({ payments }) => payments,
      ({ readAt }) =>
        ({ orderId, status, nextActionAt }) =>
          when(
            isOverdue(nextActionAt, readAt),
            () => `Nobody looks at the payment of order ${orderId}, which is ${status}.`,
          ),
    ),
    look(
      'reservations',
      ({ reservations }) => reservations,
      () =>
        ({ orderId, status, isUnfinished }) =>
          when(isUnfinished, () => `The reservation of order ${orderId} is ${status}; the stock has not followed.`),
    ),
    look(
      'webhooks taken in',
      ({ providerEvents }) => providerEvents,
      () =>
        ({ _id, type, processedAt, lastError }) =>
          when(processedAt === null, () => `Webhook ${_id} (${type}) is not processed: ${lastError ?? 'not tried'}.`),
    ),
    look(
      'mails',
      ({ emails }) => emails,
      ({ readAt }) =>
        ({ id, nextAttemptAt }) =>
          when(isOverdue(nextAttemptAt, readAt), () => `Mail ${id} waits to be sent although its time has come.`),
    ),
  ),
];

/** Sweeps come to what is due within ten seconds. */
const SWEPT_WITHIN_MS = 30_000;

const isOverdue = (at: Date | null, now: Date): boolean =>
  at !== null && at.getTime() + SWEPT_WITHIN_MS < now.getTime();
