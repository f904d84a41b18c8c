import { REFUND_OVERDUE } from './order-deadlines.ts';
import { isAllBack, isDisputed, isOnItsWay } from './order-money.ts';
import type { OrderState } from './order-state.ts';

/**
 * Why somebody of the shop has to look at an order: money could not be given back, or nobody knows where it is; the shopper's bank
 * disputes the payment; money that was to come has not.
 */
export const ATTENTION = ['refund-failed', 'refund-overdue', 'dispute-open', 'payment-overdue'] as const;
export type Attention = (typeof ATTENTION)[number];

export function attentionOf(order: OrderState, at: Date): readonly Attention[] {
  const applies: Readonly<Record<Attention, boolean>> = {
    'refund-failed': hasFailedRefund(order),
    'refund-overdue': order.refunds.some(
      ({ status, requestedAt }) => status === 'requested' && requestedAt.getTime() + REFUND_OVERDUE <= at.getTime(),
    ),
    'dispute-open': isDisputed(order),
    // It had a deadline, which has passed.
    'payment-overdue': order.paymentStatus === 'processing' && order.deadlineAt === null,
  };
  return ATTENTION.filter((kind) => applies[kind]);
}

/** A cancelled order until all of its money is back or on its way; another one until somebody has given money back anew. */
function hasFailedRefund({ paid, refunds, disputes, status }: OrderState): boolean {
  if (paid === null || isAllBack({ paid, refunds, disputes })) return false;
  if (status === 'cancelled') return !isOnItsWay({ refunds }) && !isDisputed({ disputes });
  return refunds.some(
    ({ status, settledAt }) =>
      status === 'failed' &&
      !refunds.some((other) => other.status !== 'failed' && settledAt !== null && other.requestedAt >= settledAt),
  );
}
