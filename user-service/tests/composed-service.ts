import { startComposedService as start, type ComposedService as Composed } from '@souk/testing/composed-service';
import type { Container } from 'inversify';
import { createContainer } from '../src/composition/container.ts';
import { userService } from '../src/service.ts';
import { environment } from './an-environment.ts';

export type ComposedService = Composed<Container>;

export const startComposedService = () => start(userService, createContainer, environment);
