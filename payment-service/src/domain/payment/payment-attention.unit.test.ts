import { describe, expect, it } from 'vitest';
import {
  aPaymentWithRefund,
  at,
  euros,
  minutesLater,
  payments,
  refundNews,
  session,
  total,
} from '../../../tests/a-payment.ts';

const DAY = 24 * 60;
const wanted = (refundId: string, amount = total) => ({ refundId, amount, reason: 'granted' }) as const;

describe('a payment wants attention', () => {
  it('when a refund has failed, until the money is asked for again', () => {
    const payment = aPaymentWithRefund('failed');
    expect(payment.state.attention).toBe('refund-failed');
    payment.requestRefund(wanted('r2'), at);
    expect(payment.state.attention).toBeNull();
    payment.settleRefund(refundNews('r2', 'failed'), at);
    expect(payment.state.attention).toBe('refund-failed');
  });

  it('when a refund bounces after it had succeeded', () => {
    const payment = aPaymentWithRefund('succeeded');
    expect(payment.state.attention).toBeNull();
    payment.settleRefund(refundNews('r1', 'failed'), at);
    expect(payment.state.attention).toBe('refund-failed');
  });

  it('when money that came late bounces, until it is given back once more', () => {
    const payment = payments.expired();
    payment.applySession(session.paid(), at);
    payment.settleRefund(refundNews('late:pi_1', 'failed'), at);
    expect(payment.state.attention).toBe('refund-failed');
    payment.repeatRefund('late:pi_1', at);
    expect(payment.state.attention).toBeNull();
  });

  it('when a refund is pending for two weeks, as somebody finds who looks then', () => {
    const payment = aPaymentWithRefund('pending');
    payment.postpone(minutesLater(14 * DAY - 1));
    expect(payment.state.attention).toBeNull();
    payment.postpone(minutesLater(14 * DAY + 1_000));
    expect(payment.state.attention).toBe('refund-overdue');
    payment.settleRefund(refundNews('r1', 'succeeded'), minutesLater(15 * DAY));
    expect(payment.state.attention).toBeNull();
  });

  it('not when more was asked for than is left and all is back', () => {
    const payment = aPaymentWithRefund('succeeded');
    payment.requestRefund(wanted('r2', euros(1)), at);
    expect(payment.state.refunds.at(-1)).toMatchObject({ status: 'failed' });
    expect(payment.state.attention).toBeNull();
  });
});
