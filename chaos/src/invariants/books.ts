import type { Evidence } from '../evidence.ts';
import type { StripeLedger } from '../evidence/provider-rows.ts';
import type { OrderRow } from '../evidence/stored-rows.ts';
import { perEvidence, sumOf } from './invariant.ts';

type Charge = StripeLedger['charges'][number];

/** Money that Stripe has taken and not lost again. */
export interface Capture extends Charge {
  readonly orderId: string | null;
  /** It came beside the payment that pays for its order, so that it has to go back. */
  readonly isLate: boolean;
  /** What has gone back of it: refunds that succeeded, and disputes that were lost. */
  readonly back: number;
}

/** Of every captured payment, what Stripe and payment-service say of it. */
export const capturesOf = perEvidence(({ stripe, payments }: Evidence): readonly Capture[] => {
  const orderIds = new Map(stripe.intents.map(({ id, metadata }) => [id, metadata['orderId'] ?? null]));
  const paying = new Map(payments.map(({ orderId, paymentIntentId }) => [orderId, paymentIntentId]));
  const known = new Set(payments.flatMap(({ captures }) => captures.map(({ paymentIntentId }) => paymentIntentId)));
  const refunds = Map.groupBy(stripe.refunds, ({ charge }) => charge);
  const disputes = Map.groupBy(stripe.disputes, ({ charge }) => charge);
  return stripe.charges
    .filter(({ status }) => status === 'succeeded')
    .map((charge) => {
      const orderId = orderIds.get(charge.payment_intent) ?? null;
      const isPaying = orderId !== null && paying.get(orderId) === charge.payment_intent;
      const given = (refunds.get(charge.id) ?? []).filter(({ status }) => status === 'succeeded');
      const lost = (disputes.get(charge.id) ?? []).filter(({ status }) => status === 'lost');
      return {
        ...charge,
        orderId,
        isLate: known.has(charge.payment_intent) && !isPaying,
        back: sumOf([...given, ...lost].map(({ amount }) => amount)),
      };
    });
});

export const capturesByOrder = perEvidence((evidence) => Map.groupBy(capturesOf(evidence), ({ orderId }) => orderId));

export const ordersById = perEvidence(({ orders }) => new Map(orders.map((order) => [order.id, order])));

/** Whether an order has ended, money of it could not be given back, and somebody of the shop is told so. */
export const isOwed = ({ status, paymentStatus, refunds, attention }: OrderRow): boolean => {
  if (status !== 'cancelled' || !refunds.some(hasFailed)) return false;
  // While the bank decides nothing can go back; it is owed, or has gone back, after that.
  if (paymentStatus === 'disputed') return attention.includes('dispute-open');
  const isTold = attention.includes('refund-failed') || refunds.some((refund) => refund.status === 'requested');
  return paymentStatus === 'refund-owed' && isTold;
};

const hasFailed = ({ status }: OrderRow['refunds'][number]): boolean => status === 'failed';
