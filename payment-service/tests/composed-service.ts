import type { Clock } from '@souk/kernel/clock';
import { startComposedService as start, type ComposedService as Composed } from '@souk/testing/composed-service';
import type { Container } from 'inversify';
import { createContainer } from '../src/composition/container.ts';
import { paymentService } from '../src/service.ts';

export type ComposedService = Composed<Container>;

export const startComposedService = (clock: Clock) =>
  start(paymentService, (platform) => createContainer({ ...platform, clock }), {
    STRIPE_SECRET_KEY: 'sk_test_unused',
    STRIPE_WEBHOOK_SECRET: 'whsec_0123456789abcdef',
    PUBLIC_URL: 'https://shop.test',
  });
