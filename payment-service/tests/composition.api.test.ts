import { startTestService } from '@souk/testing/test-service';
import { expect, it } from 'vitest';
import { createContainer } from '../src/composition/container.ts';
import { T } from '../src/composition/tokens.ts';
import { paymentService } from '../src/service.ts';

it('everything that has a token can be made', async () => {
  const made: unknown[] = [];
  const service = await startTestService(
    {
      ...paymentService,
      compose: async (platform) => {
        const container = await createContainer(platform);
        made.push(...Object.values(T).map((token) => container.get<unknown>(token)));
        return { routes: [] };
      },
    },
    {
      STRIPE_SECRET_KEY: 'sk_test_x',
      STRIPE_WEBHOOK_SECRET: 'whsec_0123456789abcdef',
      PUBLIC_URL: 'https://shop.test',
    },
  );
  await service.stop();
  expect(made).toHaveLength(Object.keys(T).length);
  expect(made).not.toContain(undefined);
});
