import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShopMark } from './shop-mark.ts';
import { AnyEvent, STRIPE_EVENTS, toProviderEvent } from './stripe-event.ts';

const mark = new ShopMark('https://shop.test');
const object = {
  id: 'x_1',
  client_reference_id: 'order-1',
  metadata: { orderId: 'order-1', refundId: 'refund-1', shop: 'shop.test' },
};
const read = (event: object) =>
  toProviderEvent(AnyEvent.parse({ id: 'evt_1', created: 1_780_000_000, livemode: false, ...event }), mark);

describe.each(STRIPE_EVENTS)('when %s is told', (type) => {
  it('it is news', () => {
    const event = read({ type, data: { object } });
    expect(event).toMatchObject({ id: 'evt_1', type, orderId: 'order-1', ignoredBecause: null });
    expect(event.news).not.toBeNull();
  });

  it.each([
    ['of a connected account', { account: 'acct_2', data: { object } }],
    ['of nothing', { data: {} }],
    ['without data', {}],
    ['of something without an id', { data: { object: { ...object, id: undefined } } }],
  ])('%s, it is none, and says why', (_what, event) => {
    expect(read({ type, ...event })).toMatchObject({ news: null, ignoredBecause: expect.any(String) });
  });
});

it.each([
  ['checkout.session.completed', { ...object, client_reference_id: null }],
  ['payment_intent.payment_failed', { ...object, metadata: {} }],
])('when %s is of no order, it is no news', (type, nobodys) => {
  expect(read({ type, data: { object: nobodys } })).toMatchObject({ news: null });
});

it.each([
  ['this shop', 'shop.test', true],
  ['another shop', 'other.test', false],
  ['nobody', undefined, false],
])('when a session carries the mark of %s, says so', (_whose, shop, isMarked) => {
  const data = { object: { ...object, metadata: { orderId: 'order-1', shop } } };
  expect(read({ type: 'checkout.session.completed', data }).news).toMatchObject({ isMarked });
});

it('when another event is told, it is no news, and its order is known all the same', () => {
  const event = read({ type: 'charge.succeeded', data: { object } });
  expect(event).toMatchObject({ orderId: 'order-1', news: null });
});

it('when a thin event is told, it is no news', () => {
  const related_object = { id: 'acct_1', type: 'account', url: '/v2/core/accounts/acct_1' };
  const event = { object: 'v2.core.event', type: 'v2.core.account.updated', created: '2026-01-01T00:00:00.000Z' };
  expect(read({ ...event, related_object })).toMatchObject({ createdAt: new Date('2026-01-01'), news: null });
});

it('whatever is told, is read or refused, and never fails', () => {
  const types = fc.oneof(fc.constantFrom(...STRIPE_EVENTS), fc.string({ minLength: 1 }));
  const like = (shape: object) =>
    fc.oneof(fc.anything(), fc.constant(shape), fc.dictionary(fc.constantFrom(...Object.keys(shape)), fc.anything()));
  const anything = fc.record(
    {
      id: fc.constant('evt_1'),
      type: types,
      created: fc.oneof(fc.nat(), fc.anything()),
      data: fc.oneof(fc.anything(), fc.record({ object: like(object) })),
      account: fc.anything(),
      livemode: fc.anything(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(anything, (json) => {
      const { data: event } = AnyEvent.safeParse(json);
      if (event !== undefined) expect(toProviderEvent(event, mark).id).toBe('evt_1');
    }),
  );
});
