import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anEmail, aQueuedEmail, at, secondsLater } from '../../../tests/an-email.ts';
import { EmailIsOnItsWay } from './email-error.ts';
import type { Email, EmailStatus } from './email.ts';

const actions = {
  markSent: (email: Email) => email.markSent('provider-2', at),
  postpone: (email: Email) => email.postpone('busy', at),
  fail: (email: Email) => email.fail('refused', at),
  delivered: (email: Email) => email.recordDelivery('delivered'),
  bounced: (email: Email) => email.recordDelivery('bounced'),
  complained: (email: Email) => email.recordDelivery('complained'),
  sendAnew: (email: Email) => email.sendAnew(at),
  suppress: (email: Email) => email.suppress('bounced', at),
};

/** What each status becomes by each action; `–` stays as it is, to the last field. */
const table = `
  status     | markSent | postpone | fail   | delivered | bounced | complained | sendAnew | suppress
  pending    | sent     | pending  | failed | –         | –       | –          | refused  | suppressed
  sent       | –        | –        | –      | delivered | bounced | complained | pending  | –
  delivered  | –        | –        | –      | –         | bounced | complained | pending  | –
  bounced    | –        | –        | –      | –         | –       | complained | pending  | –
  complained | –        | –        | –      | –         | –       | –          | pending  | –
  failed     | –        | –        | –      | –         | –       | –          | pending  | –
  suppressed | –        | –        | –      | –         | –       | –          | pending  | –
`;
const [names, ...rows] = table
  .trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()));
const cells = rows.flatMap(([status, ...outcomes]) =>
  outcomes.map(
    (outcome, index) => [status as EmailStatus, names![index + 1] as keyof typeof actions, outcome] as const,
  ),
);

describe('the status of an e-mail', () => {
  it('has a row for each status and a column for each action', () => {
    expect(cells).toHaveLength(7 * Object.keys(actions).length);
  });

  it.each(cells)('when %s, by %s: %s', (status, action, outcome) => {
    const email = anEmail(status);
    const before = email.state;
    if (outcome === 'refused') expect(() => actions[action](email)).toThrow(EmailIsOnItsWay);
    else actions[action](email);
    if (outcome === '–' || outcome === 'refused') expect(email.state).toBe(before);
    else expect(email.state.status).toBe(outcome);
    const expected = { sent: ['EmailSent'], failed: ['EmailFailed'], suppressed: ['EmailSuppressed'] }[outcome] ?? [];
    expect(email.pullEvents().map(({ type }) => type)).toEqual(expected);
  });

  it('when the news comes in any order and any number of times, is the weightiest of them', () => {
    const news = ['delivered', 'bounced', 'complained'] as const;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...news), { minLength: 1, maxLength: 8 }), (told) => {
        const email = anEmail('sent');
        for (const outcome of told) email.recordDelivery(outcome);
        expect(email.state.status).toBe(news.findLast((outcome) => told.includes(outcome)));
      }),
    );
  });
});

describe('an e-mail that is queued', () => {
  it('when nobody has tried it yet, is left behind ten seconds later and has told nobody', () => {
    const email = aQueuedEmail();
    expect(email.state).toMatchObject({ status: 'pending', round: 1, attempts: 0, createdAt: at, sentAt: null });
    expect(email.state.nextAttemptAt).toEqual(secondsLater(10));
    expect(email.pullEvents()).toEqual([]);
  });

  it('when it is sent, says when and under which id, and waits for nothing', () => {
    const email = aQueuedEmail();
    email.postpone('busy', at);
    email.markSent('provider-1', secondsLater(2));
    expect(email.state).toMatchObject({
      providerId: 'provider-1',
      sentAt: secondsLater(2),
      attempts: 2,
      lastError: null,
      nextAttemptAt: null,
    });
    expect(email.pullEvents()).toEqual([{ type: 'EmailSent', at: secondsLater(2) }]);
  });

  it('when it is refused, says why and waits for nothing', () => {
    const email = aQueuedEmail();
    email.fail('validation_error: no such domain', at);
    expect(email.state).toMatchObject({
      attempts: 1,
      lastError: 'validation_error: no such domain',
      nextAttemptAt: null,
      sentAt: null,
    });
    expect(email.pullEvents()).toEqual([{ type: 'EmailFailed', reason: 'validation_error: no such domain', at }]);
  });

  it('when it is postponed again and again, waits twice as long each time and never over a quarter of an hour', () => {
    const email = aQueuedEmail();
    const pauses = Array.from({ length: 12 }, () => {
      email.postpone('busy', at);
      return (email.state.nextAttemptAt!.getTime() - at.getTime()) / 1_000;
    });
    expect(pauses).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
    expect(email.state).toMatchObject({ status: 'pending', attempts: 12, lastError: 'busy' });
  });

  it('when it has been postponed for weeks, still has a next try', () => {
    const email = aQueuedEmail();
    for (let attempt = 0; attempt < 2_000; attempt++) email.postpone('busy', at);
    expect(email.state.nextAttemptAt).toEqual(secondsLater(900));
  });
});

describe('an e-mail that is sent again', () => {
  it('when it had been refused, starts another round that is due at once', () => {
    const email = anEmail('failed');
    email.sendAnew(secondsLater(60));
    expect(email.state).toMatchObject({
      round: 2,
      attempts: 0,
      lastError: null,
      nextAttemptAt: secondsLater(60),
      createdAt: at,
    });
    email.postpone('busy', secondsLater(60));
    expect(email.state.nextAttemptAt).toEqual(secondsLater(62));
  });

  it('when late news of the round before comes, is sent all the same', () => {
    const email = anEmail('sent');
    email.sendAnew(at);
    email.recordDelivery('delivered');
    email.markSent('provider-2', at);
    expect(email.state).toMatchObject({ status: 'sent', providerId: 'provider-2' });
    email.recordDelivery('delivered');
    expect(email.state.status).toBe('delivered');
  });

  it('when it is sent, says so a second time', () => {
    const email = anEmail('delivered');
    email.sendAnew(at);
    email.markSent('provider-2', at);
    expect(email.pullEvents()).toEqual([{ type: 'EmailSent', at }]);
  });
});
