import { goldenEventsOf } from '@souk/testing/golden-events';
import { describe, expect, it } from 'vitest';
import { QueueEmail } from '../src/application/queue-email/queue-email.ts';
import { sendEmailWhenEventCallsForIt } from '../src/presentation/events/send-email-when-event-calls-for-it.ts';
import { InMemoryEmailRepository } from './in-memory-email-repository.ts';

/** The templates of the mails that the sample of each version makes, the newest first. */
const templates: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'user.email-verification-requested.v1': [['verify-email']],
  'order.confirmed.v1': [['order-confirmed']],
  // That of the first version is of an order that was cancelled, unpaid, by the one who placed it.
  'order.cancelled.v2': [['order-cancelled'], []],
  'refund.succeeded.v1': [[]],
  'refund.failed.v1': [['refund-failed', 'refund-failed-for-shop']],
};
const SHOP = 'shop@souk.test';

function aService() {
  const emails = new InMemoryEmailRepository();
  const nudged: string[] = [];
  const queueEmail = new QueueEmail({
    emails,
    outgoing: { nudge: (id) => nudged.push(id), settled: () => Promise.resolve() },
  });
  return { emails, nudged, subscriptions: sendEmailWhenEventCallsForIt(queueEmail, { shopEmail: SHOP }) };
}

describe('the golden samples of what the service consumes', () => {
  it('when listed, are these', () => {
    expect(aService().subscriptions.map(({ contract }) => contract.type)).toEqual(Object.keys(templates));
  });

  it.each(Object.entries(templates))(
    '%s: when delivered twice, in any version, queues %j once',
    async (type, versions) => {
      const { contract } = aService().subscriptions.find((each) => each.contract.type === type)!;
      for (const [version, event] of goldenEventsOf(contract).entries()) {
        const expected = versions[version] ?? [];
        const { emails, nudged, subscriptions } = aService();
        const subscription = subscriptions.find((each) => each.contract.type === type)!;
        for (let time = 1; time <= 2; time++) await subscription.handle(event);
        expect(nudged).toEqual(expected.map((template) => `${event.id}:${template}`));
        for (const [index, id] of nudged.entries()) {
          expect((await emails.find(id))?.state).toMatchObject({
            to: expected[index] === 'refund-failed-for-shop' ? SHOP : 'amira@souk.test',
            orderId: type.startsWith('user.') ? null : event.subject,
            content: { template: expected[index] },
            createdAt: new Date(event.time),
          });
        }
      }
    },
  );
});
