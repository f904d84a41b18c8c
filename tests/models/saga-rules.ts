import { capturedBy, openSessions, refundedBy } from './saga-provider.ts';
import type { World } from './saga-world.ts';

/** What must hold at every moment; the rule of docs/events.md that this world breaks, or null. */
export function violationIn({ order, payment, reservation, provider, left, dead }: World): string | null {
  const isFree = reservation !== null && ['rejected', 'released', 'restocked'].includes(reservation.status);
  if (openSessions(provider) > 1) return 'two sessions can be paid';
  if (isFree && openSessions(provider) > 0) return 'the stock is released while a session can be paid';
  if (refundedBy(provider) > capturedBy(provider)) return 'more went back than was taken';
  if (order.status === 'confirmed' && payment?.status !== 'succeeded') return 'confirmed and not paid';
  if (dead > 0 && left.swap > 0) return 'a message could not be handled';
  return null;
}

/** What must hold when nothing is left to happen by itself. */
export function violationAtRest({ order, payment, reservation, provider }: World): string | null {
  const failed = Object.values(provider.refunds).some(({ status }) => status === 'failed');
  const lost = (payment?.disputes ?? []).reduce(
    (sum, { status, amount }) => sum + (status === 'lost' ? amount.amount : 0),
    0,
  );
  const kept = capturedBy(provider) - refundedBy(provider) - lost;
  const booked = (order.paid?.amount ?? 0) - (order.refunded?.amount ?? 0) - lost;
  if (order.paid !== null && kept !== booked) return 'the books of the order are not those of the provider';
  switch (order.status) {
    case 'confirmed':
      return reservation?.status === 'committed' ? null : 'confirmed without its goods';
    case 'cancelled':
      if (reservation !== null && ['pending', 'reserved', 'committed'].includes(reservation.status))
        return 'cancelled with goods';
      if (kept > 0 && order.paymentStatus !== 'disputed' && !order.attention.includes('refund-failed'))
        return 'money is owed and nobody is told';
      return kept > 0 && !failed ? 'cancelled and paid' : null;
    default:
      // A deadline looks after it.
      if (order.deadlineAt !== null) return null;
      return `left ${order.status} for ever`;
  }
}
