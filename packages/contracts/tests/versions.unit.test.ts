import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineEvent } from '../src/event.ts';
import { readAs, versionsOf } from '../src/versions.ts';

const PaidV1 = defineEvent('payment-events', 'payment.paid.v1', z.object({ cents: z.int() }));
const PaidV2 = defineEvent(
  'payment-events',
  'payment.paid.v2',
  z.object({ amount: z.object({ amount: z.int(), currency: z.string() }) }),
  { contract: PaidV1, upcast: ({ cents }) => ({ amount: { amount: cents, currency: 'EUR' } }) },
);
const PaidV3 = defineEvent(
  'payment-events',
  'payment.paid.v3',
  z.object({ amount: PaidV2.data.shape.amount, method: z.string().nullable() }),
  { contract: PaidV2, upcast: (data) => ({ ...data, method: null }) },
);

const amount = { amount: 1999, currency: 'EUR' };

describe('the versions of an event', () => {
  it('are the newest and all before it', () => {
    expect(versionsOf(PaidV3)).toEqual([PaidV3, PaidV2, PaidV1]);
    expect(versionsOf(PaidV1)).toEqual([PaidV1]);
  });

  it.each([
    ['payment.paid.v1', { cents: 1999 }, { amount, method: null }],
    ['payment.paid.v2', { amount }, { amount, method: null }],
    ['payment.paid.v3', { amount, method: 'card' }, { amount, method: 'card' }],
  ])('when %s is read as the newest, becomes that', (type, data, newest) => {
    expect(readAs(PaidV3, { type, data })).toEqual(newest);
  });

  it.each([
    ['payment.paid.v1', { amount }],
    ['payment.paid.v2', { cents: 1999 }],
    ['payment.paid.v3', { amount }],
    ['payment.paid.v1', null],
  ])('when %s is not what it promises (%j), is not read', (type, data) => {
    expect(() => readAs(PaidV3, { type, data })).toThrow(z.ZodError);
  });

  it('when a conversion makes what the next version does not allow, is not read', () => {
    const Wrong = defineEvent('payment-events', 'payment.paid.v2', z.object({ cents: z.int().max(10) }), {
      contract: PaidV1,
      upcast: (data) => data,
    });
    expect(() => readAs(Wrong, { type: 'payment.paid.v1', data: { cents: 1999 } })).toThrow(z.ZodError);
  });
});
