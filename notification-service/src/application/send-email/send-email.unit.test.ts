import { beforeEach, describe, expect, it } from 'vitest';
import { aQueuedEmail, at, contents, secondsLater } from '../../../tests/an-email.ts';
import { InMemoryEmailRepository } from '../../../tests/in-memory-email-repository.ts';
import { InMemoryRecipientRepository } from '../../../tests/in-memory-recipient-repository.ts';
import { MailAdmission } from '../mail-admission.ts';
import type { MailerAnswer, Message } from '../ports/mailer.ts';
import { SendEmail } from './send-email.ts';

const id = 'event-1:order-confirmed';
const sent: MailerAnswer = { outcome: 'sent', providerId: 'provider-1' };

const clock = { now: () => secondsLater(1) };

let emails: InMemoryEmailRepository;
let recipients: InMemoryRecipientRepository;
let sends: { message: Message; key: string }[];

beforeEach(async () => {
  emails = new InMemoryEmailRepository();
  recipients = new InMemoryRecipientRepository();
  sends = [];
  await emails.add(aQueuedEmail({ id }));
});

const sendEmail = (answer: () => Promise<MailerAnswer>) =>
  new SendEmail({
    emails,
    admission: new MailAdmission({ recipients, clock }),
    mailer: {
      send: (message, key) => {
        sends.push({ message, key });
        return answer();
      },
    },
    renderer: { render: ({ template }) => ({ subject: template, html: '<p></p>', text: '' }) },
    clock,
  });
const answering = (answer: MailerAnswer) => sendEmail(() => Promise.resolve(answer));
const stateOf = async () => (await emails.find(id))?.state;

describe('SendEmail', () => {
  it('when the provider takes it, keeps the provider’s id', async () => {
    await answering(sent).execute(id);
    expect(sends).toEqual([
      { message: { to: 'amira@souk.test', subject: 'order-confirmed', html: '<p></p>', text: '' }, key: `${id}:1` },
    ]);
    expect(await stateOf()).toMatchObject({ status: 'sent', providerId: 'provider-1', sentAt: secondsLater(1) });
    expect(emails.events).toEqual([{ type: 'EmailSent', at: secondsLater(1) }]);
  });

  it('when the provider is away, tries later', async () => {
    await answering({ outcome: 'unavailable', error: 'busy' }).execute(id);
    expect(await stateOf()).toMatchObject({ status: 'pending', lastError: 'busy', nextAttemptAt: secondsLater(3) });
    expect(emails.events).toEqual([]);
  });

  it('when the provider refuses it, gives up', async () => {
    await answering({ outcome: 'refused', error: 'no such domain' }).execute(id);
    expect(await stateOf()).toMatchObject({ status: 'failed', lastError: 'no such domain', nextAttemptAt: null });
    expect(emails.events).toEqual([{ type: 'EmailFailed', reason: 'no such domain', at: secondsLater(1) }]);
  });

  it('when it is cut off after the provider’s answer, sends the same under the same key', async () => {
    const cutOff = sendEmail(() => Promise.reject(new Error('kill -9')));
    await expect(cutOff.execute(id)).rejects.toThrow('kill -9');
    await answering(sent).execute(id);
    expect(sends[1]).toEqual(sends[0]);
    expect(await stateOf()).toMatchObject({ status: 'sent' });
  });

  it('when an admin wants it once more, sends it under another key', async () => {
    await answering(sent).execute(id);
    await emails.update(id, (email) => email.sendAnew(at));
    await answering(sent).execute(id);
    expect(sends.map(({ key }) => key)).toEqual([`${id}:1`, `${id}:2`]);
  });

  it('when another process has sent it and begun the next round meanwhile, leaves that round alone', async () => {
    const slow = sendEmail(async () => {
      await emails.update(id, (email) => {
        email.markSent('provider-1', at);
        email.sendAnew(at);
      });
      return { outcome: 'refused', error: 'late answer' };
    });
    await slow.execute(id);
    expect(await stateOf()).toMatchObject({ status: 'pending', round: 2, attempts: 0, lastError: null });
  });

  it('when an earlier mail to the address came back, sends nothing and says why, until an admin wants it sent', async () => {
    await recipients.change('amira@souk.test', (recipient) => recipient.block('bounced'));
    await answering(sent).execute(id);
    expect(sends).toEqual([]);
    expect(await stateOf()).toMatchObject({ status: 'suppressed', suppressedBecause: 'bounced', nextAttemptAt: null });
    expect(emails.events).toEqual([{ type: 'EmailSuppressed', reason: 'bounced', at: secondsLater(1) }]);
    await emails.update(id, (email) => email.sendAnew(at));
    await answering(sent).execute(id);
    expect(await stateOf()).toMatchObject({ status: 'sent', suppressedBecause: null });
  });

  it('when there is nobody to send it to, records that', async () => {
    const forNobody = 'event-2:refund-failed-for-shop';
    await emails.add(aQueuedEmail({ id: forNobody, to: '', content: contents['refund-failed-for-shop'] }));
    await answering(sent).execute(forNobody);
    expect((await emails.find(forNobody))?.state.suppressedBecause).toBe('no-recipient');
  });

  it('when strangers ask for too many, sends those that were admitted, and mail of paid orders always', async () => {
    const content = { ...contents['order-cancelled'], reason: 'payment-expired', refunded: null } as const;
    const unpaid = [1, 2, 3, 4, 5].map((number) => `event-${number}:order-cancelled`);
    for (const [number, each] of unpaid.entries()) {
      await emails.add(aQueuedEmail({ id: each, to: `amira+${number}@souk.test`, content }));
      await answering(sent).execute(each);
    }
    await answering(sent).execute(id);
    expect(sends.map(({ key }) => key)).toEqual([...unpaid.slice(0, 3), id].map((each) => `${each}:1`));
    expect((await emails.find(unpaid[4]!))?.state).toMatchObject({
      status: 'suppressed',
      suppressedBecause: 'too-many',
    });
  });

  it.each(['no such e-mail', id])('when there is nothing to send (%s), sends nothing', async (given) => {
    await emails.update(id, (email) => email.fail('refused', at));
    await answering(sent).execute(given);
    expect(sends).toEqual([]);
  });
});
