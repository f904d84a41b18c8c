import { describe, expect, it } from 'vitest';
import { aRefusal, aRequest, at, payments, session, type Situation } from '../../../tests/a-payment.ts';
import type { Payment } from './payment.ts';

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
const refused = 'refused PaymentRefused';
const failed = 'failed PaymentFailed';
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
      failed: '-',
      refused: '-',
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
      failed: 'failed late:pi_1',
      refused: 'refused late:pi_1',
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
      failed: 'failed late:pi_3',
      refused: 'refused late:pi_3',
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
      failed: '-',
      refused: '-',
      'expired unopened': '-',
    },
  ],
  'the delayed payment of its session failed': [
    (payment) => payment.applySession(session.failed(), at),
    {
      requested: failed,
      open: failed,
      'closing blindly': failed,
      closing: failed,
      replacing: next,
      processing: failed,
      succeeded: '-',
      expired: '-',
      failed: '-',
      refused: '-',
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
      failed: '-',
      refused: '-',
      'expired unopened': '-',
    },
  ],
  'another session of it has expired': [
    (payment) => payment.applySession(session.expired(3), at),
    Object.fromEntries(situations.map((situation) => [situation, '-'])) as Record<Situation, string>,
  ],
  'the provider refuses to open its session': [
    (payment) => payment.acceptRefusal(aRequest(), aRefusal, at),
    {
      requested: refused,
      open: '-',
      'closing blindly': expired,
      closing: '-',
      replacing: '-',
      processing: '-',
      succeeded: '-',
      expired: '-',
      failed: '-',
      refused: '-',
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
      failed: '-',
      refused: '-',
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
      failed: '-',
      refused: '-',
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
      failed: '-',
      refused: '-',
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
