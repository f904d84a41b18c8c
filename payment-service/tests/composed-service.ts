import { startTestService, type TestService } from '@souk/testing/test-service';
import type { Clock } from '@souk/kernel/clock';
import type { Container } from 'inversify';
import { createContainer } from '../src/composition/container.ts';
import { paymentService } from '../src/service.ts';

/** The service's container on a real database, without its routes, reactions and sweeps. */
export interface ComposedService extends TestService {
  readonly container: Container;
}

export async function startComposedService(clock: Clock): Promise<ComposedService> {
  const composed = Promise.withResolvers<Container>();
  const { name, config } = paymentService;
  const service = await startTestService(
    {
      name,
      config,
      compose: async (platform) => {
        composed.resolve(await createContainer({ ...platform, clock }));
        return { routes: [] };
      },
    },
    {
      STRIPE_SECRET_KEY: 'sk_test_unused',
      STRIPE_WEBHOOK_SECRET: 'whsec_0123456789abcdef',
      PUBLIC_URL: 'https://shop.test',
    },
  );
  return { ...service, container: await composed.promise };
}
