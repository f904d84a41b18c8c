import { describe, expect, it } from 'vitest';
import { at, euros, orderId, payments, refundNews, session, total } from '../../../tests/a-payment.ts';
import { NothingWasCaptured, RefundCannotBeRepeated, RefundIsUnknown } from './payment-error.ts';

const wanted = { refundId: `${orderId}:cancelled`, amount: total, reason: 'cancelled' } as const;

describe('a refund', () => {
  it('when asked for twice, is made once', () => {
    const payment = payments.succeeded();
    payment.requestRefund(wanted, at);
    payment.requestRefund(wanted, at);
    expect(payment.state.refunds).toHaveLength(1);
    expect(payment.nextStep).toMatchObject({ type: 'refund', refund: wanted });
  });

  it('when asked for without a capture, is refused', () => {
    for (const payment of [payments.open(), payments.expired()]) {
      expect(() => payment.requestRefund(wanted, at)).toThrow(NothingWasCaptured);
    }
  });

  it.each([euros(2991), { amount: 1, currency: 'USD' }])('when it is %o of €29.90, has failed, once', (amount) => {
    const payment = payments.succeeded();
    for (let time = 1; time <= 2; time++) payment.requestRefund({ refundId: 'r', amount, reason: 'granted' }, at);
    expect(payment.pullEvents()).toMatchObject([
      { type: 'RefundFailed', refund: { refundId: 'r', failure: 'only 2990 EUR are left' } },
    ]);
    expect(payment.nextStep).toBeNull();
  });

  it('when others have taken their part, has what is left', () => {
    const payment = payments.succeeded();
    const request = (refundId: string, amount: number) =>
      payment.requestRefund({ refundId, amount: euros(amount), reason: 'granted' }, at);
    request('r1', 2000);
    request('r2', 991);
    payment.settleRefund(refundNews('r1', 'failed'), at);
    request('r3', 2990);
    expect(payment.state.refunds.map(({ status }) => status)).toEqual(['failed', 'failed', 'requested']);
  });

  it('when somebody made one at the provider, counts like the others', () => {
    const payment = payments.succeeded();
    const news = refundNews('re_1', 'succeeded', { amount: euros(990) });
    for (let time = 1; time <= 2; time++) payment.settleRefund(news, at);
    expect(payment.pullEvents()).toMatchObject([{ type: 'RefundSucceeded', refund: { reason: 'external' } }]);
    payment.requestRefund(wanted, at);
    expect(payment.pullEvents()).toMatchObject([
      { type: 'RefundFailed', refund: { failure: 'only 2000 EUR are left' } },
    ]);
  });

  it('when somebody made one of money that is not known here yet, is not known either', () => {
    const news = refundNews('re_1', 'succeeded', { paymentIntentId: 'pi_9' });
    expect(() => payments.succeeded().settleRefund(news, at)).toThrow(RefundIsUnknown);
  });

  it.each([
    [['succeeded'], ['RefundSucceeded']],
    [['pending', 'succeeded'], ['RefundSucceeded']],
    [['succeeded', 'pending', 'succeeded'], ['RefundSucceeded']],
    [['failed', 'pending', 'succeeded'], ['RefundFailed']],
    // The shopper's bank may send back what had arrived.
    [
      ['succeeded', 'failed', 'failed'],
      ['RefundSucceeded', 'RefundFailed'],
    ],
  ] as const)('when the news of it is %o, tells %o', (news, events) => {
    const payment = payments.succeeded();
    payment.requestRefund(wanted, at);
    for (const status of news) payment.settleRefund(refundNews(wanted.refundId, status), at);
    expect(payment.pullEvents().map(({ type }) => type)).toEqual(events);
    expect(payment.nextStep).toBeNull();
  });

  it('when nobody asked for it, is unknown', () => {
    expect(() => payments.succeeded().settleRefund(refundNews('stranger', 'succeeded'), at)).toThrow(RefundIsUnknown);
  });
});

describe('a refund of money that came late', () => {
  const late = () => {
    const payment = payments.expired();
    payment.applySession(session.paid(), at);
    payment.pullEvents();
    return payment;
  };

  it('when it has failed, is made again, once, when somebody says so', () => {
    const payment = late();
    payment.settleRefund(refundNews('late:pi_1', 'failed'), at);
    for (let time = 1; time <= 2; time++) payment.repeatRefund('late:pi_1', at);
    expect(payment.nextStep).toMatchObject({ type: 'refund', refund: { refundId: 'late:pi_1:2', amount: total } });
    payment.settleRefund(refundNews('late:pi_1:2', 'failed'), at);
    payment.repeatRefund('late:pi_1', at);
    expect(payment.state.refunds.map(({ refundId }) => refundId)).toEqual(['late:pi_1', 'late:pi_1:2', 'late:pi_1:3']);
  });

  it('while it may succeed, is not made again; nor is one of an order’s own money, or of none', () => {
    expect(() => late().repeatRefund('late:pi_1', at)).toThrow(
      expect.objectContaining({
        details: { refundId: 'late:pi_1', refundStatus: 'requested', reason: 'late-payment' },
      }),
    );
    const payment = payments.succeeded();
    payment.requestRefund(wanted, at);
    payment.settleRefund(refundNews(wanted.refundId, 'failed'), at);
    expect(() => payment.repeatRefund(wanted.refundId, at)).toThrow(RefundCannotBeRepeated);
    expect(() => payment.repeatRefund('unknown', at)).toThrow(RefundIsUnknown);
  });
});
