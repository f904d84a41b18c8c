import { startTestService, type TestService } from '@souk/testing/test-service';
import type { Container } from 'inversify';
import { createContainer } from '../src/composition/container.ts';
import { userService } from '../src/service.ts';
import { environment } from './an-environment.ts';

/** The service's container on a real database, without its routes and sweeps. */
export interface ComposedService extends TestService {
  readonly container: Container;
}

export async function startComposedService(): Promise<ComposedService> {
  const composed = Promise.withResolvers<Container>();
  const { name, config } = userService;
  const service = await startTestService(
    {
      name,
      config,
      compose: async (platform) => {
        composed.resolve(await createContainer(platform));
        return { routes: [] };
      },
    },
    environment,
  );
  return { ...service, container: await composed.promise };
}
