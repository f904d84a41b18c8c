import { startTestService, type TestService } from '@souk/testing/test-service';
import type { Container } from 'inversify';
import { createContainer } from '../src/composition/container.ts';
import { orderService } from '../src/service.ts';

/** The service's container on a real database, without its routes and reactions. */
export interface ComposedService extends TestService {
  readonly container: Container;
}

export async function startComposedService(): Promise<ComposedService> {
  const composed = Promise.withResolvers<Container>();
  const { name, config } = orderService;
  const service = await startTestService(
    {
      name,
      config,
      compose: async (platform) => {
        composed.resolve(await createContainer(platform));
        return { routes: [] };
      },
    },
    { CART_SERVICE_URL: 'http://127.0.0.1:9', LINK_SECRET: 'a-secret-of-at-least-32-characters!!' },
  );
  return { ...service, container: await composed.promise };
}
