import { randomUUID } from 'node:crypto';
import { ArmableFailpoints } from '@souk/chassis/failpoints';
import { afterAll, expect, it } from 'vitest';
import { startCartService } from './running-cart-service.ts';

const failpoints = new ArmableFailpoints({ onHit: () => undefined, kill: () => undefined });
const { api, aGuestCart, offer, openCart, quantitiesAt, stop } = await startCartService(failpoints);

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

it('when things are put into a cart, needs one write of the cart for each, and a read for the first one only', async () => {
  const { path, headers } = await openCart();
  const statements = () =>
    ['findOne', 'bulkWrite'].map((statement) => failpoints.passes.get(`store of carts.${statement}`) ?? 0);
  const before = statements();
  for (let count = 0; count < 3; count++) {
    const keyed = { ...headers, 'idempotency-key': randomUUID() };
    expect((await api.post(`${path}/items`, { headers: keyed, body: { sku: offer() } })).status).toBe(200);
  }
  expect(statements().map((count, index) => count - before[index]!)).toEqual([1, 3]);
});

it('when many put things into carts at once, needs fewer writes than there are things and keys', async () => {
  const carts = await Promise.all(Array.from({ length: 40 }, openCart));
  const writes = () =>
    ['store of carts', 'idempotency-keys'].map((point) => failpoints.passes.get(`${point}.bulkWrite`) ?? 0);
  const before = writes();
  const added = carts.map(({ path, headers }) =>
    api.post(`${path}/items`, {
      headers: { ...headers, 'idempotency-key': randomUUID() },
      body: { sku: offer({ available: 99 }) },
    }),
  );
  expect((await Promise.all(added)).map(({ status }) => status)).toEqual(carts.map(() => 200));
  const [ofCarts, ofKeys] = writes().map((count, index) => count - before[index]!);
  expect(ofCarts).toBeLessThan(carts.length);
  expect(ofKeys).toBeLessThan(2 * carts.length);
});

it('when the answer was lost and 200 other changes came before the same key, puts it in once', async () => {
  const { path, headers, sku, item } = await aGuestCart({ sku: offer({ available: 99 }), quantity: 2 });
  const other = await api.post(`${path}/items`, { headers, body: { sku: offer({ available: 99 }) } });
  const key = randomUUID();
  const put = () =>
    api.post(`${path}/items`, { headers: { ...headers, 'idempotency-key': key }, body: { sku, quantity: 3 } });
  failpoints.arm({ point: 'CartRepository.update', action: 'lose', times: 1 });
  expect((await put()).status).toBe(503);
  const others = `${path}/items/${String(other.body.lines[1].sku)}`;
  for (let change = 0; change < 210; change++) {
    const changed = await api.patch(others, { headers, body: { quantity: 1 + (change % 90) } });
    expect(changed.status).toBe(200);
  }
  expect(await put()).toMatchObject({ status: 200, body: { lines: [{ sku, quantity: 5 }, {}] } });
  expect((await api.patch(item, { headers, body: { quantity: 4 } })).body.lines[0].quantity).toBe(4);
  expect((await put()).body.lines[0].quantity).toBe(5);
  expect((await quantitiesAt(path, { headers }))[sku]).toBe(4);
});
