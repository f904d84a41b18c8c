import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startService, type Platform } from '@souk/chassis/service/service';
import { InMemoryEventBus } from '@souk/chassis/events/in-memory-event-bus';
import { startEngine } from '@souk/local/engine/start-engine';
import { expect, it } from 'vitest';
import { createContainer } from '../src/composition/container.ts';
import { T } from '../src/composition/tokens.ts';
import { OrderServiceConfig } from '../src/config.ts';

it('when asked for any token, the container has it, and always the same', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'souk-test-'));
  const engine = await startEngine({ dir });
  const resolved: [string, boolean][] = [];
  const compose = async (platform: Platform<OrderServiceConfig>) => {
    const container = await createContainer(platform);
    for (const [name, token] of Object.entries(T)) {
      const found = container.get<unknown>(token);
      resolved.push([name, found !== undefined && found === container.get<unknown>(token)]);
    }
    return { routes: [] };
  };
  const service = await startService(
    { name: 'order-service', config: OrderServiceConfig, compose },
    {
      bus: new InMemoryEventBus(),
      environment: {
        PORT: '0',
        LOG_LEVEL: 'silent',
        JWKS_URL: 'http://127.0.0.1:9/unused',
        KAFKA_BROKERS: '127.0.0.1:9',
        MONGODB_URI: engine.uri,
        CART_SERVICE_URL: 'http://127.0.0.1:9',
        LINK_SECRET: 'a-secret-of-at-least-32-characters!!',
      },
    },
  );
  await service.stop();
  await engine.stop();
  await rm(dir, { recursive: true, force: true });
  expect(resolved).toEqual(Object.keys(T).map((name) => [name, true]));
});
