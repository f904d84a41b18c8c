import type { Clock } from '@souk/kernel/clock';
import type { Container } from 'inversify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createContainer } from '../src/composition/container.ts';
import { T } from '../src/composition/tokens.ts';
import { describeCartRepository } from './cart-repository-contract.ts';
import { customer, startCartService, type RunningCartService } from './running-cart-service.ts';

let service: RunningCartService;
let container: Container;

beforeAll(async () => {
  service = await startCartService();
  container = await createContainer(service.platform);
});

afterAll(() => service.stop());

it.each(Object.entries(T))('when asked for %s, the container has it, and always the same', (_name, token) => {
  expect(container.get<unknown>(token)).toBeDefined();
  expect(container.get<unknown>(token)).toBe(container.get<unknown>(token));
});

describeCartRepository('carts in MongoDB', () => container.get(T.CartRepository));

describe('carts that nobody touches', () => {
  it('when 30 days have passed, are forgotten, unless they are a customer’s', async () => {
    const abandoned = await service.openCart();
    const mine = await service.api.post('/v1/carts', { token: customer });
    const sweepAfter = async (days: number) => {
      const clock: Clock = { now: () => new Date(Date.now() + days * 86_400_000) };
      const later = await createContainer({ ...service.platform, clock });
      await later.get(T.RemoveAbandonedCarts).execute();
    };
    const status = async () => (await service.api.get(abandoned.path, { headers: abandoned.headers })).status;
    await sweepAfter(29.9);
    expect(await status()).toBe(200);
    await sweepAfter(30.1);
    expect(await status()).toBe(404);
    expect(await service.api.get(`/v1/carts/${mine.body.id}`, { token: customer })).toMatchObject({ status: 200 });
  });
});
