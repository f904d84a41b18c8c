import { startComposedService as start, type ComposedService as Composed } from '@souk/testing/composed-service';
import type { Container } from 'inversify';
import { createContainer } from '../src/composition/container.ts';
import { notificationService } from '../src/service.ts';
import { environment } from './environment.ts';

export type ComposedService = Composed<Container>;

export const startComposedService = () => start(notificationService, createContainer, environment);
