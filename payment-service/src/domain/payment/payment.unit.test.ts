import { describe, expect, it } from 'vitest';
import { aRequest, at, euros, minutesLater, orderId, payments, session, total } from '../../../tests/a-payment.ts';
import { SessionDoesNotMatchPayment } from './payment-error.ts';
import { Payment } from './payment.ts';

const eventsOf = (payment: Payment) => payment.pullEvents().map(({ type }) => type);

describe('what a payment needs of the provider', () => {
  it.each([
    ['requested', { type: 'open-session', request: aRequest() }],
    ['open', null],
    // Whether there is a session to close is found out by asking for the same one.
    ['closing blindly', { type: 'open-session', request: aRequest() }],
    ['closing', { type: 'close-session', sessionId: 'cs_1' }],
    ['replacing', { type: 'close-session', sessionId: 'cs_1' }],
    ['processing', null],
    ['succeeded', null],
    ['expired', null],
    ['expired unopened', null],
  ] as const)('when %s, is %o', (situation, step) => {
    expect(payments[situation]().nextStep).toEqual(step);
  });

  it('when its session is replaced, is the next session only after the end of the last one', () => {
    const payment = payments.replacing();
    payment.applySession(session.expired(), at);
    expect(payment.nextStep).toEqual({ type: 'open-session', request: aRequest(2) });
    payment.applySession(session.open(2), at);
    expect(payment.pullEvents()).toEqual([
      { type: 'SessionOpened', attempt: 2, sessionId: 'cs_2', url: 'http://pay/cs_2', expiresAt: minutesLater(35), at },
    ]);
  });

  it('when the order ends while its session is replaced, is no next session any more', () => {
    const payment = payments.replacing();
    payment.close(at);
    payment.applySession(session.expired(), at);
    expect(eventsOf(payment)).toEqual(['PaymentExpired']);
    expect(payment.nextStep).toBeNull();
  });

  it('when money came late, is to give it back', () => {
    const payment = payments.expired();
    payment.applySession(session.paid(), at);
    expect(payment.nextStep).toMatchObject({
      type: 'refund',
      refund: { refundId: 'late:pi_1', paymentIntentId: 'pi_1', amount: total, reason: 'late-payment' },
    });
  });
});

describe('a payment', () => {
  it('when its order ended before it asked for one, is expired at once', () => {
    const payment = Payment.neverOpened(orderId, at);
    expect(payment.state).toMatchObject({ status: 'expired', nextActionAt: null });
    expect(eventsOf(payment)).toEqual(['PaymentExpired']);
    expect(() => payment.applySession(session.paid(), at)).toThrow(SessionDoesNotMatchPayment);
  });

  it.each([euros(2989), { amount: 2990, currency: 'USD' }])('when %o is paid, is not confirmed', (amount) => {
    for (const payment of [payments.open(), payments.expired()]) {
      expect(() => payment.applySession(session.paid(1, amount), at)).toThrow(SessionDoesNotMatchPayment);
      expect(payment.state.captures).toEqual([]);
    }
  });

  it('when told of the session of another order, is not changed', () => {
    const other = { ...session.paid(), orderId: 'another' };
    expect(() => payments.open().applySession(other, at)).toThrow(SessionDoesNotMatchPayment);
  });

  it('when many cards are declined, remembers the last twenty', () => {
    const payment = payments.open();
    for (let n = 1; n <= 25; n++) payment.recordDecline({ eventId: `evt_${n}`, code: 'x', message: 'x' }, at);
    expect(payment.state.declines.map(({ eventId }) => eventId)).toEqual(
      Array.from({ length: 20 }, (_, n) => `evt_${n + 6}`),
    );
  });
});
