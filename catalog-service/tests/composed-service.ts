import { startComposedService as start, type ComposedService as Composed } from '@souk/testing/composed-service';
import type { Container } from 'inversify';
import { createContainer } from '../src/composition/container.ts';
import { catalogService } from '../src/service.ts';

export type ComposedService = Composed<Container>;

export const startComposedService = () =>
  start(catalogService, createContainer, {
    CLOUDINARY_URL: 'cloudinary://123456789:secret@souk?upload_prefix=http://127.0.0.1:9',
  });
