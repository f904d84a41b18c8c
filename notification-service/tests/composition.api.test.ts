import type { ServiceIdentifier } from 'inversify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { T } from '../src/composition/tokens.ts';
import { startComposedService, type ComposedService } from './composed-service.ts';

let service: ComposedService;

beforeAll(async () => {
  service = await startComposedService();
});

afterAll(() => service.stop());

it.each(Object.entries<ServiceIdentifier<object>>(T))(
  'when asked for %s, gives the one that everybody gets',
  (_name, token) => {
    const resolved = service.container.get(token);
    expect(resolved).toBeTypeOf('object');
    expect(service.container.get(token)).toBe(resolved);
  },
);
