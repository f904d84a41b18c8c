import type { Evidence } from '../evidence.ts';
import type { SessionRow } from '../evidence/provider-rows.ts';
import { invariant, isEnded, look, perEvidence, when, type Invariant } from './invariant.ts';
import { eventsById, eventsOf, streamOf } from './streams.ts';

/** A place to pay, and from when until when it could be paid, in seconds. */
interface Payable extends SessionRow {
  readonly until: number;
}

const CANCELLED: readonly string[] = ['order.cancelled.v1', 'order.cancelled.v2'];

const PAYMENT_ENDS = ['payment.succeeded.v1', 'payment.expired.v1', 'payment.refused.v1', 'payment.failed.v1'];

const ENDS = ['checkout.session.completed', 'checkout.session.expired'];

/**
 * Stripe tells times in whole seconds, rounded down. So "began before that one ended" is judged by the seconds alone: what is found
 * is so, and what overlaps for less than a second cannot be seen.
 */
const sessionsByOrder = perEvidence(({ stripe }): ReadonlyMap<string, readonly Payable[]> => {
  const ends = new Map(
    stripe.events.filter(({ type }) => ENDS.includes(type)).map((end) => [end.objectId, end.created]),
  );
  const payable = stripe.sessions.map((session) => {
    // One that ended without a word was cut off in the middle of ending; when that was is not known.
    const end = ends.get(session.id) ?? (session.status === 'open' ? session.expires_at : session.created);
    return { ...session, until: Math.min(end, session.expires_at) };
  });
  return Map.groupBy(payable, ({ client_reference_id: orderId }) => orderId ?? 'nobody');
});

const isOpen = ({ status, expires_at: end }: SessionRow, { readAt }: Evidence): boolean =>
  status === 'open' && end * 1000 > readAt.getTime();

const cartsOf = ({ orders }: Evidence) => [...Map.groupBy(orders, ({ cartId }) => cartId)];

const ordersWithSessions = (evidence: Evidence) => [...sessionsByOrder(evidence)];

/** Those that happened late enough may have been read without their cause. */
const eventsWithCause =
  (...types: readonly string[]) =>
  (evidence: Evidence) =>
    uniqueEvents(evidence).filter(
      ({ type, time }) => types.includes(type) && Date.parse(time) <= evidence.readAt.getTime(),
    );

const uniqueEvents = (evidence: Evidence) => [...eventsById(evidence).values()].map(({ event }) => event);

export const SESSIONS: readonly Invariant[] = [
  invariant(
    { number: 6, kind: 'always', statement: 'at most one payable session per order, and one order per cart' },
    look('carts', cartsOf, () => ([cartId, orders]) => {
      const open = orders.filter((order) => !isEnded(order) && order.status !== 'confirmed').map(({ id }) => id);
      return when(open.length > 1, () => `Cart ${cartId} can be paid by each of the orders ${open.join(', ')}.`);
    }),
    look('orders with sessions', ordersWithSessions, (evidence) => ([orderId, sessions]) => {
      const open = sessions.filter((session) => isOpen(session, evidence));
      const inOrder = sessions.toSorted((a, b) => a.created - b.created);
      const overlaps = inOrder.flatMap((first, index) => {
        const early = inOrder.slice(index + 1).filter(({ created }) => created < first.until);
        return early.map((second) => `Order ${orderId} could be paid by ${first.id} and by ${second.id} at once.`);
      });
      const ids = open.map(({ id }) => id).join(', ');
      return [...when(open.length > 1, () => `Order ${orderId} can be paid by each of ${ids} now.`), ...overlaps];
    }),
  ),
  invariant(
    { number: 8, kind: 'always', statement: 'a Stripe event takes effect at most once, whatever its order of arrival' },
    // What was stored of an event twice is one row, by its id; so its effects are counted.
    look(
      'webhooks taken in',
      ({ providerEvents }) => providerEvents,
      ({ stripe }) => {
        const real = new Set(stripe.events.map(({ id }) => id));
        return ({ _id }) => when(!real.has(_id), () => `Webhook ${_id} was taken in, but Stripe has never sent it.`);
      },
    ),
    look(
      'payments',
      ({ payments }) => payments,
      ({ payments, stripe }) => {
        const takers = Map.groupBy(
          payments.flatMap(({ captures }) => captures),
          ({ paymentIntentId }) => paymentIntentId,
        );
        const declined = new Set(
          stripe.events.filter(({ type }) => type === 'payment_intent.payment_failed').map(({ id }) => id),
        );
        return ({ orderId, captures, refunds, declines }) => [
          ...captures.flatMap(({ paymentIntentId: id }) =>
            when(takers.get(id)?.length !== 1, () => `Order ${orderId}: ${id} is noted as captured more than once.`),
          ),
          ...repeated(refunds.map(({ refundId }) => refundId)).map((id) => `Order ${orderId} has refund ${id} twice.`),
          ...repeated(declines.map(({ eventId }) => eventId)).map((id) => `Order ${orderId} has decline ${id} twice.`),
          ...declines
            .filter(({ eventId }) => !declined.has(eventId))
            .map(({ eventId }) => `Order ${orderId} has decline ${eventId}, which Stripe has not sent.`),
        ];
      },
    ),
    look('orders with sessions', ordersWithSessions, (evidence) => {
      const { stripe } = evidence;
      const declines = Map.groupBy(
        stripe.events.filter(({ type }) => type === 'payment_intent.payment_failed'),
        ({ orderId }) => orderId,
      );
      const failed = eventsOf(evidence, 'payment.attempt-failed.v1');
      const told = PAYMENT_ENDS.map((type) => eventsOf(evidence, type));
      return ([orderId]) => {
        const tries = declines.get(orderId)?.length ?? 0;
        const toldTries = failed.get(orderId)?.length ?? 0;
        const ends = told.flatMap((events) => events.get(orderId) ?? []);
        return [
          ...when(
            toldTries > tries,
            () => `Order ${orderId} was told of ${toldTries} declined cards; Stripe has ${tries}.`,
          ),
          ...when(
            ends.length > 1,
            () => `The payment of order ${orderId} ended ${ends.length} times: ${ends.map(({ id }) => id).join(', ')}.`,
          ),
        ];
      };
    }),
    look(
      'ends of refunds',
      (evidence) => uniqueEvents(evidence).filter(({ type }) => type.startsWith('refund.')),
      (evidence) => {
        const ends = Map.groupBy(
          uniqueEvents(evidence),
          ({ type, subject, data }) => `${type} ${subject} ${String(data['refundId'])}`,
        );
        return ({ id, type, subject, data }) => {
          const same = ends.get(`${type} ${subject} ${String(data['refundId'])}`) ?? [];
          return when(same[0]?.id !== id, () => `Event ${id} tells ${type} of order ${subject} once more.`);
        };
      },
    ),
  ),
  invariant(
    { number: 17, kind: 'always', statement: 'stock is never released while a session can be paid' },
    look('releases', eventsWithCause('stock.released.v1'), (evidence) => ({ id, subject, time, causationid }) => {
      const at = Date.parse(time);
      const late = (sessionsByOrder(evidence).get(subject) ?? []).filter(({ until }) => until * 1000 > at);
      const cause = eventsById(evidence).get(causationid)?.event.type;
      return [
        ...late.map(
          (session) => `Stock of order ${subject} was released at ${time}, when ${session.id} could be paid.`,
        ),
        ...when(
          !CANCELLED.includes(cause ?? '') && !evidence.prunedTopics.includes('order-events'),
          () => `Event ${id} released stock of order ${subject} because of ${cause ?? causationid}, not of its end.`,
        ),
      ];
    }),
    // An unpaid order may end only on the word of payment-service, which says so when no session can be paid any more.
    look('cancelled orders', eventsWithCause(...CANCELLED), (evidence) => ({ id, subject, causationid }) => {
      const earlier = streamOf(evidence, '/order-service', 'order-events', subject)?.events ?? [];
      const has = (type: string) => earlier.some((event) => event.type === type);
      const source = eventsById(evidence).get(causationid)?.event.source;
      return when(
        has('order.awaiting-payment.v1') &&
          !has('order.confirmed.v1') &&
          source !== '/payment-service' &&
          !evidence.prunedTopics.includes('payment-events'),
        () => `Order ${subject} was cancelled by ${id} because of ${causationid}, which is no word on its payment.`,
      );
    }),
  ),
];

const repeated = (ids: readonly string[]): readonly string[] => ids.filter((id, index) => ids.indexOf(id) !== index);
