import { beforeEach, describe, expect, it } from 'vitest';
import { aQueuedEmail, at, secondsLater } from '../../../tests/an-email.ts';
import { InMemoryEmailRepository } from '../../../tests/in-memory-email-repository.ts';
import type { MailerAnswer, Message } from '../ports/mailer.ts';
import { SendEmail } from './send-email.ts';

const id = 'event-1:order-confirmed';
const sent: MailerAnswer = { outcome: 'sent', providerId: 'provider-1' };

let emails: InMemoryEmailRepository;
let sends: { message: Message; key: string }[];

beforeEach(async () => {
  emails = new InMemoryEmailRepository();
  sends = [];
  await emails.add(aQueuedEmail({ id }));
});

const sendEmail = (answer: () => Promise<MailerAnswer>) =>
  new SendEmail({
    emails,
    mailer: {
      send: (message, key) => {
        sends.push({ message, key });
        return answer();
      },
    },
    renderer: { render: ({ template }) => ({ subject: template, html: '<p></p>', text: '' }) },
    clock: { now: () => secondsLater(1) },
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

  it.each(['no such e-mail', id])('when there is nothing to send (%s), sends nothing', async (given) => {
    await emails.update(id, (email) => email.fail('refused', at));
    await answering(sent).execute(given);
    expect(sends).toEqual([]);
  });
});
