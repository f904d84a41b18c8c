import { describe, expect, it } from 'vitest';
import {
  aDispute,
  at,
  euros,
  minutesLater,
  orderId,
  payments,
  refundNews,
  session,
  total,
} from '../../../tests/a-payment.ts';
import { CaptureIsUnknown } from './payment-error.ts';

const wanted = { refundId: `${orderId}:cancelled`, amount: total, reason: 'cancelled' } as const;

describe('a dispute', () => {
  it.each([
    [['open'], ['DisputeOpened']],
    [
      ['open', 'open', 'won'],
      ['DisputeOpened', 'DisputeClosed'],
    ],
    [['lost'], ['DisputeOpened', 'DisputeClosed']],
    [
      ['won', 'open', 'lost'],
      ['DisputeOpened', 'DisputeClosed'],
    ],
  ] as const)('when the news of it is %o, tells %o', (news, events) => {
    const payment = payments.succeeded();
    for (const status of news) payment.applyDispute(aDispute(status), at);
    expect(payment.pullEvents().map(({ type }) => type)).toEqual(events);
    expect(payment.state.disputes).toMatchObject([{ status: news.find((status) => status !== 'open') ?? 'open' }]);
  });

  it('while it is open, nothing of that money is given back; then it is', () => {
    const payment = payments.succeeded();
    payment.requestRefund(wanted, at);
    payment.applyDispute(aDispute('open'), at);
    expect(payment.nextStep).toBeNull();
    expect(payment.state.nextActionAt).toEqual(minutesLater(60));
    payment.applyDispute(aDispute('won'), at);
    expect(payment.nextStep).toMatchObject({ type: 'refund', refund: wanted });
  });

  it('while it is open, other money goes back', () => {
    const payment = payments.succeeded();
    payment.applyDispute(aDispute('open'), at);
    payment.applySession(session.paid(2), at);
    expect(payment.nextStep).toMatchObject({ type: 'refund', refund: { refundId: 'late:pi_2' } });
  });

  it('when it is about money that came late, is none of the order’s, which keeps its own', () => {
    const payment = payments.succeeded();
    payment.applySession(session.paid(2), at);
    payment.applyDispute(aDispute('open', { paymentIntentId: 'pi_2' }), at);
    payment.applyDispute(aDispute('lost', { paymentIntentId: 'pi_2' }), at);
    payment.settleRefund(refundNews('re_9', 'succeeded', { providerRefundId: 're_9', paymentIntentId: 'pi_2' }), at);
    expect(payment.pullEvents()).toMatchObject([{ type: 'RefundSucceeded', refund: { reason: 'late-payment' } }]);
    expect(payment.state.disputes).toMatchObject([{ status: 'lost' }]);
    payment.requestRefund(wanted, at);
    expect(payment.nextStep).toMatchObject({ type: 'refund', refund: { refundId: 'late:pi_2' } });
  });

  it('when the money is not known here yet, is not known either', () => {
    expect(() => payments.open().applyDispute(aDispute('open'), at)).toThrow(CaptureIsUnknown);
  });

  it('when it is lost, is money that the shopper has', () => {
    const payment = payments.succeeded();
    payment.applyDispute(aDispute('lost', { amount: euros(990) }), at);
    payment.pullEvents();
    payment.requestRefund(wanted, at);
    expect(payment.pullEvents()).toMatchObject([{ refund: { failure: 'only 2000 EUR are left' } }]);
  });
});
