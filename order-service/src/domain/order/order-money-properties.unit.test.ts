import fc from 'fast-check';
import { expect, it } from 'vitest';
import { orders } from '../../../tests/an-order.ts';
import { calls, following, isPromised, type Call, type Step } from '../../../tests/order-histories.ts';
import { DEADLINES } from './order-deadlines.ts';
import type { OrderState } from './order-state.ts';

const start = fc.constantFrom('with a session', 'being cancelled', 'confirmed', 'being given back', 'disputed');
const dealings = calls({
  confirmPayment: 4,
  cancel: 3,
  grantRefund: 4,
  settleRefund: 12,
  openDispute: 2,
  closeDispute: 3,
  passDeadline: 4,
});

function inEveryHistory(check: (step: Step) => void): void {
  const property = fc.property(start, dealings, (situation, history) => {
    for (const step of following(orders[situation](), history, isPromised)) check(step);
  });
  fc.assert(property, { numRuns: 1000 });
}

const sum = (entries: readonly { readonly amount: { readonly amount: number } }[]) =>
  entries.reduce((total, { amount }) => total + amount.amount, 0);

/** The books of an order in cents, made from their entries. */
function booksOf({ refunds, disputes, paid }: OrderState) {
  const lost = sum(disputes.filter(({ status }) => status === 'lost'));
  const arrived = refunds.filter(({ status }) => status === 'succeeded');
  const notFailed = refunds.filter(({ status }) => status !== 'failed');
  return {
    paid: paid?.amount ?? 0,
    lost,
    refunded: arrived.length === 0 ? null : sum(arrived),
    back: sum(arrived) + lost,
    backOrOnItsWay: sum(notFailed) + lost,
    givenByShop: sum(notFailed.filter(({ reason }) => reason !== 'external')),
    givenByOthers: sum(notFailed.filter(({ reason }) => reason === 'external')),
    isDisputed: disputes.some(({ status }) => status === 'open'),
    hasFailed: refunds.some(({ status }) => status === 'failed'),
    onTheirWay: refunds.filter(({ status }) => status === 'requested').map(({ refundId }) => refundId),
  };
}

const requestsIn = ({ events }: Step) =>
  events.flatMap((event) => (event.type === 'RefundRequested' ? [event.refund.refundId] : []));

const newIn = ({ before, after }: Step) =>
  after.refunds
    .filter(({ refundId, reason }) => reason !== 'external' && before.refunds.every((old) => old.refundId !== refundId))
    .map(({ refundId }) => refundId);

/** Everything that is left is given back, also what could not be given back before. */
const isForAll = (call: Call) => call.method !== 'grantRefund' || call.given[0].amount === null;

it('whatever happens, a shop gives back at most what was paid, and nothing while it is disputed', () => {
  const reached = { given: 0, exceeded: 0, refused: 0 };
  inEveryHistory((step) => {
    const { paid, lost, backOrOnItsWay, givenByShop, givenByOthers } = booksOf(step.after);
    expect(givenByShop).toBeLessThanOrEqual(paid);
    if (backOrOnItsWay > paid) {
      // Somebody else has given or taken what was on its way already.
      expect(lost + givenByOthers).toBeGreaterThan(0);
      reached.exceeded++;
    }
    if (newIn(step).length > 0) {
      const isWanted = step.call.method === 'grantRefund' || step.after.cancellationRequested !== null;
      expect([isWanted, booksOf(step.after).isDisputed]).toEqual([true, false]);
      if (isForAll(step.call)) expect(backOrOnItsWay).toBe(paid);
      else expect(backOrOnItsWay).toBeLessThanOrEqual(paid);
      reached.given++;
    }
    if (step.refusal?.name === 'OrderIsDisputed') reached.refused++;
  });
  expect(Math.min(...Object.values(reached))).toBeGreaterThan(20);
});

it('whatever happens, the payment status and what was refunded follow from entries that are there once', () => {
  const reached = new Map<string, number>();
  inEveryHistory(({ after }) => {
    const { status, paymentStatus, refunded, refunds, disputes } = after;
    const books = booksOf(after);
    const ids = [...refunds.map(({ refundId }) => refundId), ...disputes.map(({ disputeId }) => disputeId)];
    expect(new Set(ids).size).toBe(ids.length);
    expect(paymentStatus).toBe(expectedStatus(books, status));
    expect(refunded?.amount ?? null).toBe(books.refunded);
    reached.set(paymentStatus, (reached.get(paymentStatus) ?? 0) + 1);
  });
  expect([...reached.keys()].sort()).toEqual([
    'disputed',
    'paid',
    'partially-refunded',
    'refund-owed',
    'refunded',
    'unpaid',
  ]);
  expect(Math.min(...reached.values())).toBeGreaterThan(20);
});

function expectedStatus({ paid, back, isDisputed }: ReturnType<typeof booksOf>, status: string): string {
  if (paid === 0) return 'unpaid';
  if (isDisputed) return 'disputed';
  if (back >= paid) return 'refunded';
  if (status === 'cancelled') return 'refund-owed';
  return back === 0 ? 'paid' : 'partially-refunded';
}

it('whatever happens, a refund is asked for once, and once more for each day without news that passes', () => {
  const reached = { asked: 0, again: 0 };
  inEveryHistory((step) => {
    const { call, at, before, after } = step;
    const isDue = call.method === 'passDeadline' && before.deadlineAt !== null && before.deadlineAt <= at;
    const again = isDue && before.paid !== null ? booksOf(before).onTheirWay : [];
    expect(requestsIn(step)).toEqual([...newIn(step), ...again]);
    const { onTheirWay, isDisputed, back, paid } = booksOf(after);
    const inADay = at.getTime() + DEADLINES.refund;
    const allowed = requestsIn(step).length > 0 ? [inADay] : [inADay, before.deadlineAt?.getTime()];
    if (onTheirWay.length > 0 && !isDisputed && back < paid) {
      expect(allowed).toContain(after.deadlineAt?.getTime() ?? 'never');
    }
    reached.asked += newIn(step).length;
    reached.again += again.length;
  });
  expect(Math.min(...Object.values(reached))).toBeGreaterThan(20);
});

it('whatever happens, a paid order that is cancelled ends when all of it is back or none is on its way, for good, and says what is owed', () => {
  const reached = { ended: 0, waiting: 0, owing: 0, owingLate: 0 };
  inEveryHistory(({ before, after }) => {
    const { status, cancellationRequested, attention } = after;
    const { paid, back, backOrOnItsWay, isDisputed, hasFailed, onTheirWay } = booksOf(after);
    if (before.status === 'cancelled') expect(status).toBe('cancelled');
    if (paid === 0 || cancellationRequested === null) return;
    const hasEnded = status === 'cancelled';
    const isOver = (back >= paid || onTheirWay.length === 0) && !isDisputed;
    if (hasEnded && before.status !== 'cancelled') expect(isOver).toBe(true);
    if (hasEnded) expect(back >= paid || hasFailed).toBe(true);
    else expect(onTheirWay.length > 0 || isDisputed).toBe(true);
    const isOwing = hasEnded && back < paid && onTheirWay.length === 0 && !isDisputed;
    expect(attention.includes('refund-failed')).toBe(isOwing || (!hasEnded && attention.includes('refund-failed')));
    // What could not be given back because of a dispute is given back after it.
    if (booksOf(before).isDisputed && !isDisputed) expect(hasEnded || backOrOnItsWay >= paid).toBe(true);
    reached.ended += Number(hasEnded);
    reached.waiting += Number(!hasEnded);
    reached.owing += Number(isOwing && before.status !== 'cancelled');
    reached.owingLate += Number(isOwing && before.status === 'cancelled');
  });
  expect(Math.min(...Object.values(reached))).toBeGreaterThan(20);
});
