import { randomUUID } from 'node:crypto';
import { eventually } from '@souk/testing/eventually';
import { afterAll, describe, expect, it } from 'vitest';
import { customer, startCartService, stranger } from './running-cart-service.ts';

const service = await startCartService();
const { api, catalog, aGuestCart, myCart, offer, quantitiesAt } = service;

afterAll(() => service.stop());

describe('my cart', () => {
  it('when nobody is logged in, is refused', async () => {
    expect(await api.get('/v1/me/cart')).toMatchObject({ status: 401 });
    const { id, cartToken } = await service.openCart();
    const body = { cartId: id, token: cartToken };
    expect(await api.post('/v1/me/cart/merge', { body })).toMatchObject({ status: 401 });
  });

  it('when asked for, is the same cart as by its id', async () => {
    const { id, path } = await myCart();
    const sku = offer();
    await api.post(`${path}/items`, { token: customer, body: { sku } });
    const reply = await api.get('/v1/me/cart', { token: customer });
    expect(reply).toMatchObject({ status: 200, body: { id, lines: [{ sku }] } });
    expect(reply.headers.get('etag')).toBe(`"${reply.body.revision}"`);
  });

  it('when a guest’s cart is merged into it, has the larger quantities, and the guest’s is empty', async () => {
    const { path } = await myCart();
    const [more, fewer, scarce] = [offer(), offer(), offer({ available: 4 })];
    const guest = await aGuestCart({ sku: more, quantity: 3 });
    await api.post(`${guest.path}/items`, { headers: guest.headers, body: { sku: fewer, quantity: 1 } });
    await api.post(`${guest.path}/items`, { headers: guest.headers, body: { sku: scarce, quantity: 4 } });
    await api.post(`${path}/items`, { token: customer, body: { sku: more, quantity: 1 } });
    await api.post(`${path}/items`, { token: customer, body: { sku: fewer, quantity: 2 } });
    catalog.change(scarce, { available: 1 });
    const body = { cartId: guest.id, token: guest.cartToken };
    // What the catalog said of the scarce one may be kept for a second.
    await eventually(async () => {
      const { body: shown } = await api.get(guest.path, { headers: guest.headers });
      expect(shown.lines[2].isAvailable).toBe(false);
    });

    const reply = await api.post('/v1/me/cart/merge', { token: customer, body });
    expect(reply).toMatchObject({ status: 200, body: { changes: [{ sku: scarce, wanted: 4, quantity: 1 }] } });
    const merged = { [more]: 3, [fewer]: 2, [scarce]: 1 };
    expect(await quantitiesAt(path, { token: customer })).toEqual(merged);
    expect(await quantitiesAt(guest.path, guest)).toEqual({});

    expect(await api.post('/v1/me/cart/merge', { token: customer, body })).toMatchObject({ body: { changes: [] } });
    expect(await quantitiesAt(path, { token: customer })).toEqual(merged);
  });

  it('when the two hold more different things than one can, tells which had no room', async () => {
    const { path } = await myCart();
    const guest = await service.openCart();
    for (let count = 0; count < 30; count++)
      await api.post(`${path}/items`, { token: customer, body: { sku: offer() } });
    const { headers } = guest;
    for (let count = 0; count < 50; count++) await api.post(`${guest.path}/items`, { headers, body: { sku: offer() } });
    const body = { cartId: guest.id, token: guest.cartToken };
    const reply = await api.post('/v1/me/cart/merge', { token: customer, body });
    expect(reply.status).toBe(200);
    expect(reply.body.cart.lines).toHaveLength(50);
    expect(reply.body.changes).toHaveLength(30);
    expect(reply.body.changes[0]).toMatchObject({ wanted: 1, quantity: 0 });
  });

  it('when a cart is merged that is not the guest’s to give, stays as it is', async () => {
    const { id, path } = await myCart();
    const theirs = await myCart(stranger);
    const guest = await aGuestCart();
    const { cartToken } = await service.openCart();
    for (const cartId of [guest.id, theirs.id, id, randomUUID()]) {
      const body = { cartId, token: cartToken };
      const reply = await api.post('/v1/me/cart/merge', { token: customer, body });
      expect(reply).toMatchObject({ status: 404, body: { code: 'cart.not-found' } });
    }
    expect(await quantitiesAt(path, { token: customer })).toEqual({});
    expect(await quantitiesAt(guest.path, guest)).toEqual({ [guest.sku]: 2 });
  });

  it.each([
    {},
    { cartId: randomUUID() },
    { cartId: 'x', token: 'x' },
    { cartId: { $ne: null }, token: 'x' },
    { cartId: randomUUID(), token: { $ne: null } },
    { cartId: randomUUID(), token: 'x'.repeat(101) },
    { cartId: randomUUID(), token: 'x', userId: 'customer-2' },
  ])('when merged with %o, refuses', async (body) => {
    const reply = await api.post('/v1/me/cart/merge', { token: customer, body });
    expect(reply).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });
});
