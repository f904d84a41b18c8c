import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Subscription } from '@souk/chassis/events/subscription';
import { EventEnvelope, type Event } from '@souk/contracts/event';
import { describe, expect, it } from 'vitest';
import { QueueEmail } from '../src/application/queue-email/queue-email.ts';
import { sendEmailWhenEventCallsForIt } from '../src/presentation/events/send-email-when-event-calls-for-it.ts';
import { InMemoryEmailRepository } from './in-memory-email-repository.ts';

const samples = path.join(import.meta.dirname, '../../packages/contracts/samples');

function sampleOf({ contract: { type, data } }: Subscription): Event {
  const envelope = EventEnvelope.parse(JSON.parse(readFileSync(path.join(samples, `${type}.json`), 'utf8')));
  return { ...envelope, data: data.parse(envelope.data) };
}

/** The template of the mail that each sample makes; null for none. */
const templates: Readonly<Record<string, string | null>> = {
  'user.email-verification-requested.v1': 'verify-email',
  'order.confirmed.v1': 'order-confirmed',
  'order.cancelled.v1': 'order-cancelled',
  'refund.succeeded.v1': null,
};

function aService() {
  const emails = new InMemoryEmailRepository();
  const nudged: string[] = [];
  const queueEmail = new QueueEmail({
    emails,
    outgoing: { nudge: (id) => nudged.push(id), settled: () => Promise.resolve() },
  });
  return { emails, nudged, subscriptions: sendEmailWhenEventCallsForIt(queueEmail) };
}

describe('the golden samples of what the service consumes', () => {
  it('when listed, are these', () => {
    expect(aService().subscriptions.map(({ contract }) => contract.type)).toEqual(Object.keys(templates));
  });

  it.each(Object.entries(templates))('%s: when delivered twice, queues %s once', async (type, template) => {
    const { emails, nudged, subscriptions } = aService();
    const subscription = subscriptions.find(({ contract }) => contract.type === type)!;
    const event = sampleOf(subscription);
    for (let time = 1; time <= 2; time++) await subscription.handle(event);
    expect(nudged).toEqual(template === null ? [] : [`${event.id}:${template}`]);
    for (const id of nudged) {
      expect((await emails.find(id))?.state).toMatchObject({
        to: 'amira@souk.test',
        orderId: type.startsWith('order.') ? event.subject : null,
        content: { template },
        createdAt: new Date(event.time),
      });
    }
  });
});
