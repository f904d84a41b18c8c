import { describe, expect, it } from 'vitest';
import { at } from '../../../tests/an-email.ts';
import { mailboxOf, Recipient, type StrangersMail } from './recipient.ts';

const HOUR = 3_600_000;
const later = (milliseconds: number) => new Date(at.getTime() + milliseconds);

/** How many of so many mails of a kind are admitted at a moment. */
function admitted(
  recipient: Recipient,
  kind: StrangersMail,
  moment: Date,
  standing: 'proven' | 'unproven' = 'unproven',
) {
  const ids = Array.from({ length: 30 }, (_, number) => `${kind} ${moment.toISOString()} ${number}`);
  for (const emailId of ids) recipient.admit({ emailId, kind, at: moment }, standing);
  return ids.filter((id) => recipient.hasAdmitted(id)).length;
}

describe('a recipient whom strangers have the shop write to', () => {
  it('when links are asked for, gets five an hour and ten a day', () => {
    const recipient = Recipient.unknown('amira@souk.test');
    expect(admitted(recipient, 'link', at)).toBe(5);
    expect(admitted(recipient, 'link', later(HOUR))).toBe(5);
    expect(admitted(recipient, 'link', later(2 * HOUR))).toBe(0);
    expect(admitted(recipient, 'link', later(24 * HOUR))).toBe(5);
  });

  it.each([
    ['nobody has proved', 'unproven', 3],
    ['has an owner', 'proven', 10],
  ] as const)('when orders are made up for an address that %s, gets so many mails a day', (_what, standing, most) => {
    const recipient = Recipient.unknown('amira@souk.test');
    expect(admitted(recipient, 'unpaid-order', at, standing)).toBe(most);
    expect(admitted(recipient, 'unpaid-order', later(23 * HOUR), standing)).toBe(0);
    expect(admitted(recipient, 'unpaid-order', later(24 * HOUR), standing)).toBe(most);
  });

  it('when both kinds come, gets ten a day in all', () => {
    const recipient = Recipient.unknown('amira@souk.test');
    const links = [0, 1, 2].map((hour) => admitted(recipient, 'link', later(hour * HOUR)));
    expect(links).toEqual([5, 5, 0]);
    expect(admitted(recipient, 'unpaid-order', later(2 * HOUR))).toBe(0);
  });

  it('when a mail is asked about again, says the same and counts it once', () => {
    const recipient = Recipient.unknown('amira@souk.test');
    for (let time = 1; time <= 9; time++) recipient.admit({ emailId: 'email-1', kind: 'link', at }, 'unproven');
    expect(recipient.state.admitted).toHaveLength(1);
  });
});

describe('a recipient whose mail came back', () => {
  it.each([
    ['somebody proves the mailbox', (recipient: Recipient) => recipient.prove(at)],
    ['an admin says so', (recipient: Recipient) => recipient.unblock()],
  ])('when %s, is written to again', (_what, change) => {
    const recipient = Recipient.unknown('amira@souk.test');
    recipient.block('bounced');
    recipient.block('complained');
    expect(recipient.state.blockedBecause).toBe('complained');
    change(recipient);
    expect(recipient.state.blockedBecause).toBeNull();
  });
});

it.each([
  ['amira+shop@souk.test', 'amira@souk.test'],
  ['amira+a+b@souk.test', 'amira@souk.test'],
  ['amira@souk.test', 'amira@souk.test'],
  ['+@souk.test', '+@souk.test'],
])('the mailbox behind %s is %s', (address, mailbox) => {
  expect(mailboxOf(address)).toBe(mailbox);
});
