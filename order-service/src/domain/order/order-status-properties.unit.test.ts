import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  aFreePendingOrder,
  anOrderAwaitingPayment,
  anOrderWithSession,
  aPendingOrder,
} from '../../../tests/an-order.ts';
import { anyCalls, following, type Call, type Method, type Step } from '../../../tests/order-histories.ts';
import type { OrderEvent } from './order-event.ts';
import { isAllBack } from './order-money.ts';
import { isTerminal, TRANSITIONS, type OrderStatus, type Transition } from './order-status.ts';
import type { Order } from './order.ts';

const tells = ({ events }: Step, wanted: OrderEvent['type']) => events.some(({ type }) => type === wanted);
const ends = ({ before, after }: Step) => before.status !== after.status && isTerminal(after.status);
const takesMoney = (step: Step) => step.call.method === 'confirmPayment' && !tells(step, 'OrderConfirmed');

/** With nothing left to give back, an order brings its books up to date and no more. */
const findsAllBack = (step: Step) => {
  const { paid, refunds, disputes } = step.after;
  const wouldGiveBack = ['cancel', 'makeWay'].includes(step.call.method) || takesMoney(step);
  return wouldGiveBack && paid !== null && isAllBack({ paid, refunds, disputes });
};

/** How each transition shows in what has changed. */
const SIGNS: Readonly<Record<Transition, (step: Step) => boolean>> = {
  'await payment': (step) => step.before.status === 'pending' && tells(step, 'PaymentAwaited'),
  'confirm without payment': (step) => step.before.status === 'pending' && tells(step, 'OrderConfirmed'),
  'cancel unpriced': (step) => step.before.status === 'pending' && ends(step),
  'attach session': ({ before, after }) => after.session !== before.session,
  'ask for another session': (step) => step.before.status !== 'pending' && tells(step, 'PaymentAwaited'),
  'await settlement': (step) => tells(step, 'SettlementAwaited'),
  'note delay': ({ before, after }) =>
    !before.attention.includes('payment-overdue') && after.attention.includes('payment-overdue'),
  'shorten wait': (step) => step.call.method === 'shortenWait' && step.after !== step.before,
  'request cancellation': (step) =>
    tells(step, 'CancellationRequested') || step.after.cancellationRequested !== step.before.cancellationRequested,
  'take the money': takesMoney,
  confirm: (step) => step.before.status !== 'pending' && tells(step, 'OrderConfirmed'),
  cancel: (step) => step.before.status !== 'pending' && ends(step),
  'move money': (step) =>
    step.after.refunds !== step.before.refunds ||
    step.after.disputes !== step.before.disputes ||
    tells(step, 'RefundRequested') ||
    findsAllBack(step),
};

const names = Object.keys(SIGNS) as Transition[]; // The keys of an object are strings to the compiler.
const TABLE: Readonly<Record<Transition, { from: readonly OrderStatus[]; to: OrderStatus | 'same' }>> = TRANSITIONS;

const ofGuest = { customerId: null, unpaidFrom: 'network-1' };

const anUnpaidGuestOrder = () => anOrderAwaitingPayment(ofGuest);

/** A customer's order, a guest's, and one for nothing; and, as most of these end before they have a price, two that wait for payment. */
const start = fc.constantFrom(
  aPendingOrder,
  () => aPendingOrder(ofGuest),
  aFreePendingOrder,
  anOrderWithSession,
  anUnpaidGuestOrder,
);

/** What chance leads to too rarely to be relied on: it takes one call after another at the right times. */
const RARE: [() => Order, readonly Call[]][] = [
  [anUnpaidGuestOrder, [{ method: 'shortenWait', given: [], minutes: 11 }]],
  [
    anOrderWithSession,
    [
      { method: 'awaitSettlement', given: [], minutes: 0 },
      { method: 'passDeadline', given: [], minutes: 30 * 24 * 60 },
    ],
  ],
];

/** Every move of the table from where an order can get by them. */
function possibleMoves(): readonly string[] {
  const reachable = new Set<OrderStatus>(['pending']);
  for (const status of reachable) {
    for (const { from, to } of Object.values(TABLE)) if (to !== 'same' && from.includes(status)) reachable.add(to);
  }
  return names.flatMap((name) =>
    TABLE[name].from.filter((status) => reachable.has(status)).map((status) => `${name} when ${status}`),
  );
}

it('whatever is done to an order, it moves as the table says, and everything in the table happens', () => {
  const moves = new Set<string>();
  fc.assert(
    fc.property(start, anyCalls, (order, history) => {
      for (const step of following(order(), history)) {
        const { before, after } = step;
        const transitions = after === before ? [] : names.filter((name) => SIGNS[name](step));
        for (const name of transitions) moves.add(`${name} when ${before.status}`);
        const to = transitions.map((name) => TABLE[name].to).find((status) => status !== 'same');
        expect(after.status).toBe(to ?? before.status);
        // So nothing has changed in any other way.
        expect(after.revision - before.revision).toBe(transitions.length);
      }
    }),
    { numRuns: 1500, examples: RARE },
  );
  expect([...moves].sort()).toEqual(possibleMoves().toSorted());
});

it('whenever an order refuses something, it stays the very same and tells of nothing', () => {
  const rules = new Set<string>();
  fc.assert(
    fc.property(start, anyCalls, (order, history) => {
      for (const { before, after, events, refusal } of following(order(), history)) {
        if (refusal === null) continue;
        expect(after).toBe(before);
        expect(events).toEqual([]);
        rules.add(refusal.name);
      }
    }),
    { numRuns: 1500 },
  );
  expect([...rules].sort()).toEqual([
    'CartIsBeingPaid',
    'OrderIsAlreadyPaid',
    'OrderIsBeingCancelled',
    'OrderIsBeingPaid',
    'OrderIsDisputed',
    'OrderIsNotPaid',
    'PaidAmountDiffersFromTotal',
    'RefundIsNotPayable',
    'RefundIsTooLarge',
    'TransitionIsNotAllowed',
  ]);
});

/** Answers of services, which may come after the end: who gave them is told of it and undoes its part. */
const ANSWERS: readonly Method[] = ['priceFrom', 'rejectForStock', 'attachSession', 'awaitSettlement', 'endUnpaid'];
/** These only change the books or a deadline, of which nobody is told, but perhaps of what follows: money is to go back, or the order ends. */
const QUIET: readonly Method[] = ['settleRefund', 'openDispute', 'closeDispute', 'shortenWait'];

const newRequests = ({ before, after }: Step) =>
  after.refunds
    .filter((refund) => refund.status === 'requested' && !before.refunds.includes(refund))
    .map(() => 'RefundRequested');

it('when an order tells of something, it has changed; each change but of its books is told of, and its end once', () => {
  let told = 0;
  let ended = 0;
  fc.assert(
    fc.property(start, anyCalls, (order, history) => {
      const types: OrderEvent['type'][] = [];
      for (const step of following(order(), history)) {
        const { call, at, before, after, events, refusal } = step;
        const ofEnd = ends(step) ? ['OrderCancelled'] : [];
        const hasChanged = after !== before;
        types.push(...events.map(({ type }) => type));
        // What is told without a change would not be stored.
        if (events.length > 0) expect(hasChanged).toBe(true);
        if (hasChanged) expect(after.updatedAt).toEqual(at);
        if (QUIET.includes(call.method))
          expect(events.map(({ type }) => type)).toEqual([...newRequests(step), ...ofEnd]);
        else if (hasChanged && after.paid === null) expect(events).toHaveLength(SIGNS['note delay'](step) ? 0 : 1);
        if (isTerminal(before.status)) {
          expect([after.status, after.cancelledBecause]).toEqual([before.status, before.cancelledBecause]);
          if (ANSWERS.includes(call.method)) expect([refusal, hasChanged]).toEqual([null, false]);
        }
        told += events.length;
        ended += ofEnd.length;
        expect(types.filter((type) => type === 'OrderCancelled')).toHaveLength(isTerminal(after.status) ? 1 : 0);
        expect(types.filter((type) => type === 'OrderConfirmed').length).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 1000 },
  );
  expect(Math.min(told, ended)).toBeGreaterThan(20);
});
