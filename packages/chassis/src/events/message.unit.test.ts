import { defineEvent } from '@souk/contracts/event';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MessageIsUnreadable, messageOf, Reactions, type Message } from './message.ts';
import { on } from './subscription.ts';

const PaidV1 = defineEvent('payment-events', 'payment.paid.v1', z.object({ cents: z.int() }));
const PaidV2 = defineEvent('payment-events', 'payment.paid.v2', z.object({ amount: z.int(), currency: z.string() }), {
  contract: PaidV1,
  upcast: ({ cents }) => ({ amount: cents, currency: 'EUR' }),
});
const PaidV3 = defineEvent('payment-events', 'payment.paid.v3', PaidV2.data.extend({ method: z.string().nullable() }), {
  contract: PaidV2,
  upcast: (data) => ({ ...data, method: null }),
});

function aMessage(type: string, data: object): Message {
  const event = {
    specversion: '1.0',
    id: '0197a1b2-1111-7000-8000-000000000001',
    source: '/payment-service',
    type,
    subject: 'order-1',
    time: '2026-01-01T09:00:00.000Z',
    sequence: 3,
    correlationid: 'order-1',
    causationid: 'request-1',
    data,
  };
  const place = { topic: 'payment-events', partition: 0, offset: '1', key: 'order-1', assignment: 1 };
  return messageOf({ ...place, value: JSON.stringify(event) });
}

const handled: unknown[] = [];

beforeEach(() => {
  handled.length = 0;
});

/** Somebody who knows only the newest version, twice. */
const reactions = new Reactions([
  on(PaidV3, async ({ type, data: { amount, method } }) => void handled.push([type, amount, method])),
  on(PaidV3, async ({ sequence }) => void handled.push(sequence)),
]);

describe('reactions to an event of which there are older versions', () => {
  it.each([
    ['payment.paid.v1', { cents: 5 }, null],
    ['payment.paid.v2', { amount: 5, currency: 'EUR' }, null],
    ['payment.paid.v3', { amount: 5, currency: 'EUR', method: 'card' }, 'card'],
  ])('when %s comes, have it as the newest one', async (type, data, method) => {
    const message = aMessage(type, data);
    expect(reactions.concern(message)).toBe(true);
    await reactions.react(message);
    expect(handled).toEqual([['payment.paid.v3', 5, method], 3]);
  });

  it.each([
    ['payment.paid.v1', { amount: 5, currency: 'EUR' }],
    ['payment.paid.v2', { cents: 5 }],
  ])('when a %s is not of that version, it is unreadable, and nobody reacts', async (type, data) => {
    await expect(reactions.react(aMessage(type, data))).rejects.toThrow(MessageIsUnreadable);
    expect(handled).toEqual([]);
  });

  it('when a version comes that is newer than they know, it is none of their concern', () => {
    expect(reactions.concern(aMessage('payment.paid.v4', {}))).toBe(false);
  });

  it('when one of them knows only an older version, each has the one that it knows', async () => {
    const mixed = new Reactions([
      on(PaidV1, async ({ type, data: { cents } }) => void handled.push([type, cents])),
      on(PaidV2, async ({ type, data: { currency } }) => void handled.push([type, currency])),
    ]);
    await mixed.react(aMessage('payment.paid.v1', { cents: 5 }));
    expect(handled).toEqual([
      ['payment.paid.v1', 5],
      ['payment.paid.v2', 'EUR'],
    ]);
  });

  it('when a conversion fails, it is not the fault of the message, which is tried again', async () => {
    const Broken = defineEvent('payment-events', 'payment.paid.v2', z.object({}), {
      contract: PaidV1,
      upcast: () => {
        throw new Error('The conversion has a bug.');
      },
    });
    const broken = new Reactions([on(Broken, async () => undefined)]);
    await expect(broken.react(aMessage('payment.paid.v1', { cents: 5 }))).rejects.toThrow('has a bug');
  });
});
