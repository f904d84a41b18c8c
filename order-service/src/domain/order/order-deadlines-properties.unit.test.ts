import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aPendingOrder } from '../../../tests/an-order.ts';
import { anyCalls, following, isPromised } from '../../../tests/order-histories.ts';
import type { OrderState } from './order-state.ts';

const cents = (entries: readonly { readonly amount: { readonly amount: number } }[]) =>
  entries.reduce((sum, { amount }) => sum + amount.amount, 0);

/** What an order waits for that somebody else has to do; null when nothing, or when a bank takes the time that it takes. */
function awaited({ status, paymentStatus, paid, refunds, disputes }: OrderState): string | null {
  if (status === 'pending') return 'stock';
  if (status === 'awaiting-payment' && paymentStatus === 'unpaid') return 'payment';
  const back = [
    ...refunds.filter((refund) => refund.status === 'succeeded'),
    ...disputes.filter((dispute) => dispute.status === 'lost'),
  ];
  const isOnItsWay = refunds.some((refund) => refund.status === 'requested');
  const isLeft = paid !== null && cents(back) < paid.amount;
  return isOnItsWay && isLeft && paymentStatus !== 'disputed' ? 'refund' : null;
}

it('whatever has happened, no order waits for others for ever: it has a deadline, at which it asks again or ends', () => {
  const reached = new Map<string, number>();
  fc.assert(
    fc.property(anyCalls, (history) => {
      for (const { call, at, before, after, events } of following(aPendingOrder(), history, isPromised)) {
        const what = awaited(before);
        const isDue = before.deadlineAt !== null && before.deadlineAt <= at;
        if (awaited(after) !== null) expect(after.deadlineAt).not.toBeNull();
        if (call.method !== 'passDeadline' || what === null) continue;
        expect(events.length > 0).toBe(isDue);
        expect(after === before).toBe(!isDue);
        if (after.deadlineAt !== null) expect(after.deadlineAt.getTime()).toBeGreaterThan(at.getTime());
        if (isDue) reached.set(what, (reached.get(what) ?? 0) + 1);
      }
    }),
    { numRuns: 1000 },
  );
  expect([...reached.keys()].sort()).toEqual(['payment', 'refund', 'stock']);
});
