import { randomUUID } from 'node:crypto';
import { eventually } from '@souk/testing/eventually';
import { afterAll, describe, expect, it } from 'vitest';
import { customer, startCartService } from './running-cart-service.ts';

const service = await startCartService();
const { api, catalog, aGuestCart, offer } = service;

afterAll(() => service.stop());

describe('while the catalog is down', () => {
  it('what needs it is 503 and changes nothing; the rest works, and all of it afterwards', async () => {
    const { id, cartToken, path, headers, item } = await aGuestCart();
    const another = offer();
    const unavailable = { status: 503, body: { code: 'catalog.unavailable' } };
    catalog.behave('fail');
    // What was looked up before is kept for a second.
    await eventually(async () => expect(await api.get(path, { headers })).toMatchObject(unavailable));

    const before = await api.get(`/internal/carts/${id}`, { headers });
    const keyed = { ...headers, 'idempotency-key': randomUUID() };
    const adding = { headers: keyed, body: { sku: another } };
    const refusals = [
      await api.post(`${path}/items`, adding),
      await api.patch(item, { headers, body: { quantity: 1 } }),
      await api.post('/v1/me/cart/merge', { token: customer, body: { cartId: id, token: cartToken } }),
    ];
    for (const refusal of refusals) {
      expect(refusal).toMatchObject(unavailable);
      expect(refusal.headers.get('retry-after')).toBe('2');
    }
    expect(before.status).toBe(200);
    expect((await api.get(`/internal/carts/${id}`, { headers })).body).toEqual(before.body);
    expect(await api.post('/v1/carts')).toMatchObject({ status: 201 });
    expect((await api.get('/health/ready')).status).toBe(200);

    catalog.behave('answer');
    await eventually(async () => expect((await api.post(`${path}/items`, adding)).status).toBe(200));
    const reply = await api.get(path, { headers });
    expect(reply.body).toMatchObject({ revision: 3, lines: [{ quantity: 2 }, { sku: another, quantity: 1 }] });
  });

  it('a cart can still be emptied', async () => {
    const { path, headers } = await aGuestCart();
    catalog.behave('fail');
    expect(await api.delete(path, { headers })).toMatchObject({ status: 200, body: { lines: [] } });
    catalog.behave('answer');
  });
});
