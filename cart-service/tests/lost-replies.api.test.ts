import { randomUUID } from 'node:crypto';
import { ArmableFailpoints } from '@souk/chassis/failpoints';
import { afterAll, expect, it } from 'vitest';
import { startCartService } from './running-cart-service.ts';

const failpoints = new ArmableFailpoints({ onHit: () => undefined, kill: () => undefined });
const { api, aGuestCart, quantitiesAt, stop } = await startCartService(failpoints);

afterAll(() => stop());

it('when a thing was put into a cart and the answer was lost, puts it in once for the same key', async () => {
  const { path, headers, sku } = await aGuestCart({ quantity: 2 });
  const key = randomUUID();
  const put = (quantity: number) =>
    api.post(`${path}/items`, { headers: { ...headers, 'idempotency-key': key }, body: { sku, quantity } });
  failpoints.arm({ point: 'CartRepository.update', action: 'lose', times: 1 });
  expect((await put(3)).status).toBe(503);
  expect(await put(3)).toMatchObject({ status: 200, body: { lines: [{ sku, quantity: 5 }] } });
  expect(await put(3)).toMatchObject({ status: 200, body: { lines: [{ sku, quantity: 5 }] } });
  expect(await quantitiesAt(path, { headers })).toEqual({ [sku]: 5 });
});

it('when the key comes back with another body after that, does what it says', async () => {
  const { path, headers, sku } = await aGuestCart({ quantity: 1 });
  const key = randomUUID();
  const put = (quantity: number) =>
    api.post(`${path}/items`, { headers: { ...headers, 'idempotency-key': key }, body: { sku, quantity } });
  failpoints.arm({ point: 'CartRepository.update', action: 'throw', times: 1 });
  expect((await put(3)).status).toBe(500);
  expect(await put(4)).toMatchObject({ status: 200, body: { lines: [{ sku, quantity: 5 }] } });
});
