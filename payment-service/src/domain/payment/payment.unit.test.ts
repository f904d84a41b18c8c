import { describe, expect, it } from 'vitest';
import {
  aRequest,
  aRequestedPayment,
  at,
  euros,
  minutesLater,
  orderId,
  payments,
  refundNews,
  session,
  total,
  type Situation,
} from '../../../tests/a-payment.ts';
import { RefundExceedsCapture, RefundIsUnknown, SessionDoesNotMatchPayment } from './payment-error.ts';
import { Payment } from './payment.ts';

const eventsOf = (payment: Payment) => payment.pullEvents().map(({ type }) => type);
const situations = Object.keys(payments) as Situation[];

/** What an action makes of a payment: its status, then what happened; `-` for nothing at all. */
function outcome(situation: Situation, action: (payment: Payment) => void): string {
  const payment = payments[situation]();
  const before = payment.state;
  action(payment);
  const events = eventsOf(payment);
  if (payment.state === before) {
    expect(events).toEqual([]);
    return '-';
  }
  const late = payment.state.refunds.map(({ refundId }) => refundId);
  return [payment.state.status, ...events, ...late].join(' ');
}

const paid = 'succeeded PaymentSucceeded';
const expired = 'expired PaymentExpired';
const processing = 'processing SettlementAwaited';
const next = 'requested';

// One row per action, one column per situation: everything that may happen to a payment.
const table: Record<string, [action: (payment: Payment) => void, outcomes: Record<Situation, string>]> = {
  'its session is open': [
    (payment) => payment.applySession(session.open(), at),
    {
      requested: 'open SessionOpened',
      open: '-',
      'closing blindly': 'closing',
      closing: '-',
      replacing: '-',
      processing: '-',
      succeeded: '-',
      expired: '-',
      'expired unopened': '-',
    },
  ],
  'its session is paid': [
    (payment) => payment.applySession(session.paid(), at),
    {
      requested: paid,
      open: paid,
      'closing blindly': paid,
      closing: paid,
      replacing: paid,
      processing: paid,
      succeeded: '-',
      expired: 'expired late:pi_1',
      'expired unopened': 'expired late:pi_1',
    },
  ],
  'another session of it is paid': [
    (payment) => payment.applySession(session.paid(3), at),
    {
      requested: 'requested late:pi_3',
      open: 'open late:pi_3',
      'closing blindly': 'closing late:pi_3',
      closing: 'closing late:pi_3',
      replacing: 'closing late:pi_3',
      processing: 'processing late:pi_3',
      succeeded: 'succeeded late:pi_3',
      expired: 'expired late:pi_3',
      'expired unopened': 'expired late:pi_3',
    },
  ],
  'its session is complete but not paid yet': [
    (payment) => payment.applySession(session.processing(), at),
    {
      requested: processing,
      open: processing,
      'closing blindly': processing,
      closing: processing,
      replacing: processing,
      processing: '-',
      succeeded: '-',
      expired: '-',
      'expired unopened': '-',
    },
  ],
  'the delayed payment of its session failed': [
    (payment) => payment.applySession(session.failed(), at),
    {
      requested: expired,
      open: expired,
      'closing blindly': expired,
      closing: expired,
      replacing: next,
      processing: expired,
      succeeded: '-',
      expired: '-',
      'expired unopened': '-',
    },
  ],
  'its session has expired': [
    (payment) => payment.applySession(session.expired(), at),
    {
      requested: expired,
      open: expired,
      'closing blindly': expired,
      closing: expired,
      replacing: next,
      processing: expired,
      succeeded: '-',
      expired: '-',
      'expired unopened': '-',
    },
  ],
  'another session of it has expired': [
    (payment) => payment.applySession(session.expired(3), at),
    Object.fromEntries(situations.map((situation) => [situation, '-'])) as Record<Situation, string>,
  ],
  'the provider refuses to open its session': [
    (payment) => payment.acceptRefusal(aRequest(), 'amount_too_small', at),
    {
      requested: expired,
      open: '-',
      'closing blindly': expired,
      closing: '-',
      replacing: '-',
      processing: '-',
      succeeded: '-',
      expired: '-',
      'expired unopened': '-',
    },
  ],
  'the order asks for the same session again': [
    (payment) => payment.requestSession(aRequest(), at),
    Object.fromEntries(situations.map((situation) => [situation, '-'])) as Record<Situation, string>,
  ],
  'the order asks for another session': [
    (payment) => payment.requestSession(aRequest(3), at),
    {
      requested: 'closing',
      open: 'closing',
      'closing blindly': '-',
      closing: '-',
      replacing: 'closing',
      processing: '-',
      succeeded: '-',
      expired: '-',
      'expired unopened': '-',
    },
  ],
  'the order wants it closed': [
    (payment) => payment.close(at),
    {
      requested: 'closing',
      open: 'closing',
      'closing blindly': '-',
      closing: '-',
      replacing: 'closing',
      processing: '-',
      succeeded: '-',
      expired: '-',
      'expired unopened': '-',
    },
  ],
  'a card is declined': [
    (payment) => payment.recordDecline({ eventId: 'evt_1', code: 'insufficient_funds', message: 'No.' }, at),
    {
      requested: 'requested AttemptDeclined',
      open: 'open AttemptDeclined',
      'closing blindly': 'closing AttemptDeclined',
      closing: 'closing AttemptDeclined',
      replacing: 'closing AttemptDeclined',
      processing: 'processing AttemptDeclined',
      succeeded: '-',
      expired: '-',
      'expired unopened': '-',
    },
  ],
};

describe.each(Object.entries(table))('when %s', (_when, [action, outcomes]) => {
  it.each(situations)('a payment that is %s becomes what the table says', (situation) => {
    expect(outcome(situation, action)).toBe(outcomes[situation]);
  });

  it.each(situations)('a second time, a payment that was %s stays what it is', (situation) => {
    const payment = payments[situation]();
    action(payment);
    payment.pullEvents();
    const after = payment.state;
    action(payment);
    expect(payment.state).toBe(after);
    expect(eventsOf(payment)).toEqual([]);
  });
});

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

describe('a refund', () => {
  const wanted = { refundId: `${orderId}:cancelled`, amount: total };

  it('when asked for twice, is made once', () => {
    const payment = payments.succeeded();
    payment.requestRefund(wanted, at);
    payment.requestRefund(wanted, at);
    expect(payment.state.refunds).toHaveLength(1);
    expect(payment.nextStep).toMatchObject({ type: 'refund', refund: wanted });
  });

  it('when asked for without a capture, is refused', () => {
    for (const payment of [payments.open(), payments.expired()]) {
      expect(() => payment.requestRefund(wanted, at)).toThrow(RefundExceedsCapture);
    }
  });

  it.each([euros(2991), { amount: 1, currency: 'USD' }])('when it is %o, is refused', (amount) => {
    expect(() => payments.succeeded().requestRefund({ refundId: 'r', amount }, at)).toThrow(RefundExceedsCapture);
  });

  it('when others have taken their part, has what is left', () => {
    const payment = payments.succeeded();
    payment.requestRefund({ refundId: 'r1', amount: euros(2000) }, at);
    expect(() => payment.requestRefund({ refundId: 'r2', amount: euros(991) }, at)).toThrow(RefundExceedsCapture);
    payment.settleRefund(refundNews('r1', 'failed'), at);
    payment.requestRefund({ refundId: 'r2', amount: total }, at);
    expect(payment.state.refunds.map(({ status }) => status)).toEqual(['failed', 'requested']);
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
    expect(eventsOf(payment)).toEqual(events);
    expect(payment.nextStep).toBeNull();
  });

  it('when nobody asked for it, is unknown', () => {
    expect(() => payments.succeeded().settleRefund(refundNews('stranger', 'succeeded'), at)).toThrow(RefundIsUnknown);
  });
});

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
    payment.requestRefund({ refundId: 'r', amount: total }, at);
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
