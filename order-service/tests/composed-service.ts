import { startComposedService as start, type ComposedService as Composed } from '@souk/testing/composed-service';
import type { Container } from 'inversify';
import { createContainer } from '../src/composition/container.ts';
import { orderService } from '../src/service.ts';

export type ComposedService = Composed<Container>;

export const startComposedService = () =>
  start(orderService, createContainer, {
    CART_SERVICE_URL: 'http://127.0.0.1:9',
    LINK_SECRET: 'a-secret-of-at-least-32-characters!!',
  });
