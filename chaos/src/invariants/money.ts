import type { MoneyShape } from '@souk/kernel/money';
import type { Evidence } from '../evidence.ts';
import type { OrderRow } from '../evidence/stored-rows.ts';
import { capturesByOrder, capturesOf, isOwed, ordersById } from './books.ts';
import { invariant, look, sumOf, when, type Invariant } from './invariant.ts';
import { eventsOf } from './streams.ts';

const ordersOf = ({ orders }: Evidence) => orders;

const isSame = (a: MoneyShape | null, b: MoneyShape | null): boolean =>
  a !== null && b !== null && a.amount === b.amount && a.currency === b.currency;

const lostOf = ({ disputes }: OrderRow): number =>
  sumOf(disputes.filter(({ status }) => status === 'lost').map(({ amount }) => amount.amount));

/** Refunds that have not failed, with the order and the payment intent that they are of. */
const refundsOf = (evidence: Evidence) => {
  const charges = new Map(capturesOf(evidence).map((capture) => [capture.id, capture]));
  return evidence.stripe.refunds
    .filter(({ status }) => status !== 'failed' && status !== 'canceled')
    .flatMap((refund) => {
      const charge = charges.get(refund.charge);
      return charge === undefined ? [] : [{ ...refund, charge, refundId: refund.metadata?.['refundId'] ?? null }];
    });
};

const mustGoBack = (order: OrderRow | undefined): boolean => order?.status === 'cancelled' && !isOwed(order);

export const MONEY: readonly Invariant[] = [
  invariant(
    {
      number: 4,
      kind: 'eventually',
      statement: 'an order is paid ⇔ exactly one captured payment of the same order, amount and currency',
    },
    look('orders', ordersOf, (evidence) => (order) => {
      const { id, status, total, paid } = order;
      const captured = (capturesByOrder(evidence).get(id) ?? []).filter(({ isLate }) => !isLate);
      const ids = captured.map((charge) => charge.id).join(', ') || 'none';
      if (paid === null) {
        return [
          ...when(captured.length > 0, () => `Order ${id} is not paid, but ${ids} was captured.`),
          // Nothing is paid for what costs nothing.
          ...when(
            status === 'confirmed' && total?.amount !== 0,
            () => `Order ${id} is confirmed, but nobody has paid.`,
          ),
        ];
      }
      const [charge] = captured;
      if (charge === undefined || captured.length > 1) return [`Order ${id} is paid, but by this at Stripe: ${ids}.`];
      const money = { amount: charge.amount, currency: charge.currency.toUpperCase() };
      return when(
        !isSame(money, total) || !isSame(paid, total),
        () => `Order ${id} costs ${total?.amount ?? 0}, says ${paid.amount} was paid, and ${ids} has ${money.amount}.`,
      );
    }),
    look(
      'payments',
      ({ payments }) => payments,
      (evidence) =>
        ({ orderId, status }) => {
          const isPaid = (ordersById(evidence).get(orderId)?.paid ?? null) !== null;
          return when(
            isPaid !== (status === 'succeeded'),
            () => `The payment of order ${orderId} is ${status}, but the order is ${isPaid ? '' : 'not '}paid.`,
          );
        },
    ),
  ),
  invariant(
    {
      number: 5,
      kind: 'eventually',
      statement: 'every charge belongs to a paid order, is fully refunded, or is listed as owed',
    },
    look('charges', capturesOf, (evidence) => ({ id, orderId, isLate, amount, back }) => {
      const order = orderId === null ? undefined : ordersById(evidence).get(orderId);
      const isKept =
        !isLate && order !== undefined && order.paid !== null && (order.status !== 'cancelled' || isOwed(order));
      return when(
        !isKept && back !== amount,
        () =>
          `Charge ${id} of order ${orderId ?? 'nobody'}, which is ${order?.status ?? 'not known'}, has ${amount}; only ${back} went back.`,
      );
    }),
  ),
  invariant(
    {
      number: 7,
      kind: 'eventually',
      statement: 'captured − refunded = Σ order balances; refunds ≤ captured',
    },
    look('orders', ordersOf, (evidence) => (order) => {
      const captures = capturesByOrder(evidence).get(order.id) ?? [];
      const atStripe = sumOf(captures.map(({ amount, back }) => amount - back));
      const balance = (order.paid?.amount ?? 0) - (order.refunded?.amount ?? 0) - lostOf(order);
      return when(
        atStripe !== balance,
        () => `Order ${order.id} has a balance of ${balance}, but Stripe has ${atStripe} for it.`,
      );
    }),
    look('charges', capturesOf, () => ({ id, orderId, amount, back }) => {
      return when(
        back > amount,
        () => `Charge ${id} of order ${orderId ?? 'nobody'} has ${amount}, but ${back} went back.`,
      );
    }),
    look(
      'payments',
      ({ payments }) => payments,
      () =>
        ({ orderId, captures, refunds }) =>
          captures.flatMap(({ paymentIntentId, amount }) => {
            const asked = sumOf(
              refunds
                .filter((refund) => refund.paymentIntentId === paymentIntentId && refund.status !== 'failed')
                .map((refund) => refund.amount.amount),
            );
            return when(
              asked > amount.amount,
              () => `Order ${orderId}: ${asked} is to go back of ${paymentIntentId}, which has ${amount.amount}.`,
            );
          }),
    ),
  ),
  invariant(
    {
      number: 9,
      kind: 'eventually',
      statement: 'paid after cancel or expiry: refunded once; no stale compensation ever refunds a good order',
    },
    look(
      'charges that must go back',
      (evidence) =>
        capturesOf(evidence).filter(
          ({ isLate, orderId }) => isLate || mustGoBack(ordersById(evidence).get(orderId ?? '')),
        ),
      () =>
        ({ id, orderId, amount, back }) =>
          when(
            back !== amount,
            () =>
              `Charge ${id} of order ${orderId ?? 'nobody'} must go back once: it has ${amount}, ${back} went back.`,
          ),
    ),
    look('refunds', refundsOf, (evidence) => {
      const requests = [...eventsOf(evidence, 'order.refund-requested.v1').values()].flat();
      const reasons = new Map(requests.map(({ data }) => [data['refundId'], data['reason']]));
      const made = Map.groupBy(refundsOf(evidence), ({ refundId }) => refundId);
      const isPruned = evidence.prunedTopics.includes('order-events');
      return ({ id, refundId, charge: { orderId, isLate } }) => {
        // Somebody has made it at Stripe by hand.
        if (refundId === null) return [];
        const [first] = made.get(refundId) ?? [];
        if (first?.id !== id) return [`Refund ${id} of order ${orderId ?? 'nobody'} repeats ${refundId}.`];
        if (refundId.startsWith('late:')) {
          return when(
            !isLate,
            () => `Refund ${id} takes back what pays for order ${orderId ?? 'nobody'} as if it came late.`,
          );
        }
        const order = ordersById(evidence).get(orderId ?? '');
        const isGood = order !== undefined && order.status !== 'cancelled' && order.cancellationRequested === null;
        return [
          ...when(
            !reasons.has(refundId) && !isPruned,
            () => `Refund ${id} of order ${orderId ?? 'nobody'}: nobody asked for ${refundId}.`,
          ),
          ...when(
            isGood && reasons.get(refundId) === 'cancelled',
            () =>
              `Refund ${id} compensates a cancellation of order ${orderId ?? 'nobody'}, which is ${order?.status ?? 'not known'}.`,
          ),
        ];
      };
    }),
    look(
      'payments',
      ({ payments }) => payments,
      () =>
        ({ orderId, captures, refunds, paymentIntentId: paying }) =>
          captures
            .filter(({ paymentIntentId }) => paymentIntentId !== paying)
            .flatMap(({ paymentIntentId: late }) => {
              const count = refunds.filter(({ paymentIntentId }) => paymentIntentId === late).length;
              return when(
                count !== 1,
                () => `Order ${orderId}: ${count} refunds are noted for ${late}, which came late.`,
              );
            }),
    ),
  ),
];
