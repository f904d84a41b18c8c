import { REFUND_OVERDUE } from './order-deadlines.ts';
import { isAllBack, isDisputed, isOnItsWay } from './order-money.ts';
import type { OrderState } from './order-state.ts';
import { ATTENTION, type Attention } from './order-status.ts';

/** Why somebody of the shop has to look at an order at this moment. */
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

/** A cancelled order until all of its money is back or on its way; another one until somebody has given money back again. */
function hasFailedRefund({ paid, refunds, disputes, status }: OrderState): boolean {
  if (paid === null || isAllBack({ paid, refunds, disputes })) return false;
  if (status === 'cancelled') return !isOnItsWay({ refunds }) && !isDisputed({ disputes });
  return refunds.some(
    ({ status, settledAt }) =>
      status === 'failed' &&
      !refunds.some((other) => other.status !== 'failed' && settledAt !== null && other.requestedAt >= settledAt),
  );
}
