import { RESEND_SUBSCRIPTION, STRIPE_SUBSCRIPTION } from '@souk/local/webhook-subscriptions';
import { expect, it } from 'vitest';
import { RESEND_EVENTS } from '../../notification-service/src/infrastructure/resend/resend-webhooks.ts';
import { STRIPE_EVENTS } from '../../payment-service/src/infrastructure/stripe/stripe-event.ts';

it('the platform on one machine subscribes to the webhooks that the services read, and to no others', () => {
  expect(STRIPE_SUBSCRIPTION.toSorted()).toEqual(STRIPE_EVENTS.toSorted());
  expect(RESEND_SUBSCRIPTION.toSorted()).toEqual(RESEND_EVENTS.toSorted());
});
