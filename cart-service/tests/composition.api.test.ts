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
    const abandoned = await service.aGuestCart();
    const mine = await service.myCart();
    await service.api.post(`${mine.path}/items`, { token: customer, body: { sku: service.offer() } });
    const sweepAfter = async (days: number) => {
      const clock: Clock = { now: () => new Date(Date.now() + days * 86_400_000) };
      const later = await createContainer({ ...service.platform, clock });
      await later.get(T.RemoveAbandonedCarts).execute();
    };
    const lines = async (path: string, credentials: { token?: string; headers?: Readonly<Record<string, string>> }) =>
      (await service.api.get(path, credentials)).body.lines;
    const { path, headers, sku } = abandoned;
    await sweepAfter(29.9);
    expect(await lines(path, { headers })).toHaveLength(1);
    await sweepAfter(30.1);
    expect(await lines(path, { headers })).toEqual([]);
    expect(await lines(mine.path, { token: customer })).toHaveLength(1);
    // Whoever comes back after that finds it empty, and can use it.
    await service.api.post(`${path}/items`, { headers, body: { sku } });
    expect(await lines(path, { headers })).toHaveLength(1);
  });
});
