import { startTestService, type TestService } from '@souk/testing/test-service';
import type { Container } from 'inversify';
import { createContainer } from '../src/composition/container.ts';
import { catalogService } from '../src/service.ts';

/** The service's container on a real database, without its routes, reactions and sweeps. */
export interface ComposedService extends TestService {
  readonly container: Container;
}

export async function startComposedService(): Promise<ComposedService> {
  const composed = Promise.withResolvers<Container>();
  const { name, config } = catalogService;
  const service = await startTestService(
    {
      name,
      config,
      compose: async (platform) => {
        composed.resolve(await createContainer(platform));
        return { routes: [] };
      },
    },
    { CLOUDINARY_URL: 'cloudinary://123456789:secret@souk?upload_prefix=http://127.0.0.1:9' },
  );
  return { ...service, container: await composed.promise };
}
