import type Stripe from 'stripe';
import { expect, it } from 'vitest';
import { STRIPE_EVENTS, toProviderEvent } from './stripe-event.ts';

const object = { id: 'x_1', client_reference_id: 'order-1', metadata: { orderId: 'order-1', refundId: 'refund-1' } };
const anEvent = (type: string) =>
  // Only what is read of an event, whatever its type.
  ({ id: 'evt_1', type, created: 1_780_000_000, data: { object } }) as unknown as Stripe.Event;

it.each(STRIPE_EVENTS)('when %s is told, it is news', (type) => {
  const event = toProviderEvent(anEvent(type));
  expect(event).toMatchObject({ id: 'evt_1', type, orderId: 'order-1' });
  expect(event.news).not.toBeNull();
});

it('when another event is told, it is no news, and its order is known all the same', () => {
  expect(toProviderEvent(anEvent('charge.succeeded'))).toMatchObject({ orderId: 'order-1', news: null });
});
