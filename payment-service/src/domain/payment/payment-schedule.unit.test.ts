import { describe, expect, it } from 'vitest';
import { aRequestedPayment, at, minutesLater, payments, refundNews, total } from '../../../tests/a-payment.ts';

describe('when somebody looks at a payment', () => {
  const secondsLater = (seconds: number) => new Date(at.getTime() + seconds * 1000);

  it.each([
    ['requested', secondsLater(5)],
    ['open', minutesLater(36)],
    ['closing', secondsLater(5)],
    ['processing', minutesLater(60)],
    ['succeeded', null],
    ['expired', null],
  ] as const)('that is %s, it is due at %s', (situation, due) => {
    expect(payments[situation]().state.nextActionAt).toEqual(due);
  });

  it('that gives money back, it is due soon, and in an hour once the bank has it', () => {
    const payment = payments.succeeded();
    payment.requestRefund({ refundId: 'r', amount: total, reason: 'granted' }, at);
    expect(payment.state.nextActionAt).toEqual(secondsLater(5));
    payment.settleRefund(refundNews('r', 'pending'), at);
    expect(payment.state.nextActionAt).toEqual(minutesLater(60));
    payment.settleRefund(refundNews('r', 'succeeded'), at);
    expect(payment.state.nextActionAt).toBeNull();
  });

  it.each([
    [secondsLater(5), secondsLater(10)],
    [secondsLater(60), secondsLater(90)],
    [minutesLater(60), minutesLater(65)],
  ])('that has not moved by %s, the next look is at %s', (now, next) => {
    const payment = aRequestedPayment();
    payment.postpone(now);
    expect(payment.state).toMatchObject({ nextActionAt: next, updatedAt: at });
  });

  it('before it is due, nothing changes', () => {
    const payment = aRequestedPayment();
    const before = payment.state;
    payment.postpone(secondsLater(4));
    expect(payment.state).toBe(before);
  });
});
