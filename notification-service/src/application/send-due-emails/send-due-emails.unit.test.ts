import { expect, it } from 'vitest';
import { aQueuedEmail, secondsLater } from '../../../tests/an-email.ts';
import { InMemoryEmailRepository } from '../../../tests/in-memory-email-repository.ts';
import { SendDueEmails } from './send-due-emails.ts';

it('when more mails stay due than one run takes, comes to all of them, and begins with the first again', async () => {
  const emails = new InMemoryEmailRepository();
  const ids = Array.from({ length: 150 }, (_, number) => `event-${String(number).padStart(3, '0')}:order-confirmed`);
  for (const id of ids) await emails.add(aQueuedEmail({ id }));
  const nudged: string[] = [];
  const sendDueEmails = new SendDueEmails({
    emails,
    outgoing: { nudge: (id) => nudged.push(id), settled: () => Promise.resolve() },
    clock: { now: () => secondsLater(60) },
  });
  for (let run = 1; run <= 3; run++) await sendDueEmails.execute();
  expect(nudged).toEqual([...ids, ...ids.slice(0, 100)]);
});
