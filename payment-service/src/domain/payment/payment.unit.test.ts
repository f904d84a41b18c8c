import { describe, expect, it } from 'vitest';
import {
  aDispute,
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
import {
  CaptureIsUnknown,
  NothingWasCaptured,
  RefundCannotBeRepeated,
  RefundIsUnknown,
  SessionDoesNotMatchPayment,
} from './payment-error.ts';
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
    expect(eventsOf(payment)).toEqual(events);
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
    expect(() => late().repeatRefund('late:pi_1', at)).toThrow(RefundCannotBeRepeated);
    const payment = payments.succeeded();
    payment.requestRefund(wanted, at);
    payment.settleRefund(refundNews(wanted.refundId, 'failed'), at);
    expect(() => payment.repeatRefund(wanted.refundId, at)).toThrow(RefundCannotBeRepeated);
    expect(() => payment.repeatRefund('unknown', at)).toThrow(RefundIsUnknown);
  });
});

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
    expect(eventsOf(payment)).toEqual(events);
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
