import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  aDispute,
  aRefusal,
  aRequest,
  aRequestedPayment,
  at,
  orderId,
  refundNews,
  session,
  total,
} from '../../../tests/a-payment.ts';
import { CaptureIsUnknown, NothingWasCaptured, RefundCannotBeRepeated, RefundIsUnknown } from './payment-error.ts';
import type { Payment } from './payment.ts';

const attempts = fc.constantFrom(1, 2, 3);
const refundIds = [`${orderId}:cancelled`, 'late:pi_1', 'late:pi_2', 'late:pi_3'];

const sessionNews = fc.tuple(fc.constantFrom('open', 'processing', 'failed', 'expired', 'paid'), attempts).map(
  ([kind, attempt]) =>
    (payment: Payment) =>
      payment.applySession(session[kind](attempt), at),
);

const actions = fc.oneof(
  { weight: 4, arbitrary: sessionNews },
  attempts.map((attempt) => (payment: Payment) => payment.requestSession(aRequest(attempt), at)),
  attempts.map((attempt) => (payment: Payment) => payment.acceptRefusal(aRequest(attempt), aRefusal, at)),
  fc.constant((payment: Payment) => payment.close(at)),
  fc
    .tuple(fc.constantFrom(refundIds[0]!, 'another'), fc.integer({ min: 1, max: 3500 }))
    .map(([refundId, amount]) => (payment: Payment) => {
      unlessRefused(() => payment.requestRefund({ refundId, amount: { ...total, amount }, reason: 'granted' }, at));
    }),
  fc
    .tuple(fc.constantFrom(...refundIds), fc.constantFrom('pending', 'succeeded', 'failed'))
    .map(([refundId, status]) => (payment: Payment) => {
      unlessRefused(() => payment.settleRefund(refundNews(refundId, status), at));
    }),
  fc.tuple(fc.constantFrom('du_1', 'du_2'), fc.constantFrom('open', 'won', 'lost')).map(
    ([disputeId, status]) =>
      (payment: Payment) =>
        unlessRefused(() =>
          payment.applyDispute(aDispute(status, { disputeId, amount: { ...total, amount: 500 } }), at),
        ),
  ),
  fc.constantFrom(...refundIds).map((refundId) => (payment: Payment) => {
    unlessRefused(() => payment.repeatRefund(refundId, at));
  }),
);

const REFUSALS = [CaptureIsUnknown, NothingWasCaptured, RefundCannotBeRepeated, RefundIsUnknown];

function unlessRefused(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!REFUSALS.some((refusal) => error instanceof refusal)) throw error;
  }
}

it('whatever happens to a payment, in any order and however often, it ends once and gives back at most what it took', () => {
  let succeeded = 0;
  let expired = 0;
  let refused = 0;
  let failed = 0;
  let late = 0;
  fc.assert(
    fc.property(fc.array(actions, { maxLength: 40 }), (steps) => {
      const payment = aRequestedPayment();
      for (const step of steps) step(payment);
      const events = payment.pullEvents();
      const count = (wanted: string) => events.filter(({ type }) => type === wanted).length;
      const ends = ['PaymentSucceeded', 'PaymentExpired', 'PaymentRefused', 'PaymentFailed'];
      expect(ends.reduce((sum, end) => sum + count(end), 0)).toBeLessThanOrEqual(1);

      const { captures, refunds, status, paymentIntentId } = payment.state;
      for (const { paymentIntentId: taken, amount } of captures) {
        const parts = refunds.filter((refund) => refund.paymentIntentId === taken && refund.status !== 'failed');
        expect(parts.reduce((sum, part) => sum + part.amount.amount, 0)).toBeLessThanOrEqual(amount.amount);
        // What does not pay for the order goes back whole.
        if (taken !== paymentIntentId) expect(refunds.map(({ refundId }) => refundId)).toContain(`late:${taken}`);
      }
      expect(new Set(captures.map((capture) => capture.paymentIntentId)).size).toBe(captures.length);
      expect(new Set(refunds.map(({ refundId }) => refundId)).size).toBe(refunds.length);
      expect(status === 'succeeded').toBe(paymentIntentId !== null);
      expect(status === 'succeeded').toBe(count('PaymentSucceeded') === 1);
      expect(status === 'expired').toBe(count('PaymentExpired') === 1);
      expect(status === 'refused').toBe(count('PaymentRefused') === 1);
      expect(status === 'failed').toBe(count('PaymentFailed') === 1);
      for (const { refundId } of refunds) {
        const told = (wanted: string) =>
          events.filter((event) => event.type === wanted && 'refund' in event && event.refund.refundId === refundId);
        expect(told('RefundSucceeded').length).toBeLessThanOrEqual(1);
        expect(told('RefundFailed').length).toBeLessThanOrEqual(1);
      }
      succeeded += count('PaymentSucceeded');
      expired += count('PaymentExpired');
      refused += count('PaymentRefused');
      failed += count('PaymentFailed');
      late += refunds.filter(({ reason }) => reason === 'late-payment').length;
    }),
    { numRuns: 2000 },
  );
  // The histories really reach what the property is about.
  expect([succeeded, expired, refused, failed, late].every((reached) => reached > 100)).toBe(true);
});

it('at any moment of any history, a second session is asked for only when the first one has ended', () => {
  fc.assert(
    fc.property(fc.array(actions, { maxLength: 40 }), (steps) => {
      const payment = aRequestedPayment();
      let current = payment.state;
      for (const step of steps) {
        step(payment);
        const { request, session: known } = payment.state;
        if (request?.attempt !== current.request?.attempt) {
          expect(current.status).toBe('closing');
          expect(known).toBeNull();
        }
        current = payment.state;
      }
    }),
    { numRuns: 1000 },
  );
});
