import { randomUUID } from 'node:crypto';
import { eventually } from '@souk/testing/eventually';
import { afterAll, describe, expect, it } from 'vitest';
import { customer, euros, startCartService, stranger } from './running-cart-service.ts';

const service = await startCartService();
const { api, catalog, aGuestCart, offer, quantitiesAt } = service;

afterAll(() => service.stop());

describe('POST /v1/carts', () => {
  it('when nothing is put into it, is stored nowhere and shown all the same; with something in it, it is stored', async () => {
    const stored = () => service.platform.database.collection('carts').countDocuments();
    const before = await stored();
    const { path, headers } = await service.openCart();
    await api.post('/v1/carts', { token: stranger });
    await api.get('/v1/me/cart', { token: stranger });
    const reply = await api.get(path, { headers });
    expect(reply).toMatchObject({ status: 200, body: { lines: [], revision: 1 } });
    expect(reply.headers.get('etag')).toBe('"1"');
    expect((await api.delete(path, { headers })).status).toBe(200);
    await api.post(`${path}/items`, { headers, body: { sku: 'unknown' } });
    expect(await stored()).toBe(before);
    const first = { headers: { ...headers, 'if-match': '"1"' }, body: { sku: offer() } };
    expect(await api.post(`${path}/items`, first)).toMatchObject({ status: 200, body: { revision: 2 } });
    expect(await stored()).toBe(before + 1);
  });

  it('when a guest asks, opens an empty cart with a token of its own', async () => {
    const reply = await api.post('/v1/carts');
    expect(reply).toMatchObject({ status: 201, body: { lines: [], subtotal: euros(0), revision: 1 } });
    expect(reply.headers.get('location')).toBe(`/v1/carts/${reply.body.id}`);
    expect(reply.body.token).toMatch(/^[\w-]{43}$/);
    const another = await api.post('/v1/carts');
    expect(another.body.id).not.toBe(reply.body.id);
    expect(another.body.token).not.toBe(reply.body.token);
  });

  it('when a customer asks, gives them the one they have, without a token', async () => {
    const first = await api.post('/v1/carts', { token: customer });
    expect(first).toMatchObject({ status: 201, body: { token: null } });
    expect((await api.post('/v1/carts', { token: customer })).body.id).toBe(first.body.id);
    expect((await api.post('/v1/carts', { token: stranger })).body.id).not.toBe(first.body.id);
  });

  it('when two guests send the same key, gives each a cart of their own', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await api.post('/v1/carts', { headers });
    expect((await api.post('/v1/carts', { headers })).body.id).not.toBe(first.body.id);
  });

  it('when a guest asks who has a cart, opens another one and keeps its token nowhere, also not for a key', async () => {
    const { headers } = await service.openCart();
    const again = { headers: { ...headers, 'idempotency-key': 'a-new-cart' } };
    const [first, second] = [await api.post('/v1/carts', again), await api.post('/v1/carts', again)];
    expect(first.status).toBe(201);
    expect(second.body.id).not.toBe(first.body.id);
  });

  it('when the same key and body come without the cart’s token, gives no stored reply', async () => {
    const { path, headers } = await aGuestCart();
    const request = { body: { sku: offer(), quantity: 1 }, headers: { ...headers, 'idempotency-key': randomUUID() } };
    expect((await api.post(`${path}/items`, request)).status).toBe(200);
    expect(await api.post(`${path}/items`, request)).toMatchObject({ body: { lines: [{}, { quantity: 1 }] } });
    const stolen = { ...request, headers: { 'idempotency-key': request.headers['idempotency-key'] } };
    expect((await api.post(`${path}/items`, stolen)).status).toBe(404);
  });

  it('when sent with an access token that is not valid, refuses', async () => {
    expect(await api.post('/v1/carts', { token: `${customer}x` })).toMatchObject({ status: 401 });
  });
});

describe('GET /v1/carts/:cartId', () => {
  it('when there are lines, shows them with today’s prices and the revision', async () => {
    const sku = offer({ unitPrice: euros(1999), image: 'https://images.test/tea.webp' });
    const { path, headers } = await aGuestCart({ sku, quantity: 3 });
    const reply = await api.get(path, { headers });
    expect(reply).toMatchObject({ status: 200, body: { subtotal: euros(5997), revision: 2 } });
    expect(reply.body.lines).toEqual([
      {
        itemId: sku,
        sku,
        quantity: 3,
        productId: 'p1',
        slug: 'green-tea',
        name: 'Green tea, 100 g',
        image: 'https://images.test/tea.webp',
        unitPrice: euros(1999),
        lineTotal: euros(5997),
        isAvailable: true,
      },
    ]);
    expect(reply.headers.get('etag')).toBe('"2"');
  });

  it('when a line cannot be had any more, shows so', async () => {
    const { path, headers, sku } = await aGuestCart();
    catalog.change(sku, { available: 1 });
    await eventually(async () => {
      const { body } = await api.get(path, { headers });
      expect(body).toMatchObject({ lines: [{ isAvailable: false, unitPrice: euros(1250) }], subtotal: euros(2500) });
    });
    catalog.change(sku, null);
    await eventually(async () => {
      const { body } = await api.get(path, { headers });
      expect(body.lines).toMatchObject([{ name: sku, unitPrice: null, lineTotal: null, isAvailable: false }]);
      expect(body.subtotal).toEqual(euros(0));
    });
  });
});

describe('changing a cart', () => {
  it('when things are put in, changed and taken out, has what is left', async () => {
    const { path, headers, sku, item } = await aGuestCart({ quantity: 2 });
    const other = offer();
    await api.post(`${path}/items`, { headers, body: { sku: other } });
    await api.post(`${path}/items`, { headers, body: { sku, quantity: 3 } });
    expect(await quantitiesAt(path, { headers })).toEqual({ [sku]: 5, [other]: 1 });
    const changed = await api.patch(item, { headers, body: { quantity: 4 } });
    expect(changed).toMatchObject({
      status: 200,
      body: { lines: [{ sku, quantity: 4 }, { sku: other }], revision: 5 },
    });
    expect(changed.headers.get('etag')).toBe('"5"');
    const without = await api.delete(item, { headers });
    expect(without).toMatchObject({ status: 200, body: { lines: [{ sku: other, quantity: 1 }], revision: 6 } });
    expect(await api.delete(path, { headers })).toMatchObject({ status: 200, body: { lines: [], revision: 7 } });
    expect(await quantitiesAt(path, { headers })).toEqual({});
  });

  it('when there is not enough, says how much there is', async () => {
    const sku = offer({ available: 3 });
    const { path, headers, item } = await aGuestCart({ sku, quantity: 2 });
    const problem = { code: 'cart.not-enough-stock', sku, wanted: 4, available: 3 };
    const adding = await api.post(`${path}/items`, { headers, body: { sku, quantity: 2 } });
    expect(adding).toMatchObject({ status: 409, body: problem });
    const changing = await api.patch(item, { headers, body: { quantity: 4 } });
    expect(changing).toMatchObject({ status: 409, body: problem });
    expect(await quantitiesAt(path, { headers })).toEqual({ [sku]: 2 });
  });

  it('when it is not for sale or unknown, refuses it', async () => {
    const { path, headers, sku } = await aGuestCart();
    for (const unsaleable of [offer({ isForSale: false }), 'unknown']) {
      const reply = await api.post(`${path}/items`, { headers, body: { sku: unsaleable } });
      expect(reply).toMatchObject({ status: 409, body: { code: 'cart.sku-not-for-sale', sku: unsaleable } });
    }
    expect(await quantitiesAt(path, { headers })).toEqual({ [sku]: 2 });
  });

  it('when it is full, refuses one thing more and does not ask the catalog for it', async () => {
    const { path, headers } = await service.openCart();
    for (let count = 0; count < 50; count++) await api.post(`${path}/items`, { headers, body: { sku: offer() } });
    const before = catalog.requests.length;
    const more = offer();
    const reply = await api.post(`${path}/items`, { headers, body: { sku: more } });
    expect(reply).toMatchObject({ status: 409, body: { code: 'cart.full', limit: 50 } });
    expect(catalog.requests.slice(before).flat()).not.toContain(more);
  });

  it('when a line is not there, is 404', async () => {
    const { path, headers } = await aGuestCart();
    const item = `${path}/items/${offer()}`;
    const notFound = { status: 404, body: { code: 'cart.line-not-found' } };
    expect(await api.patch(item, { headers, body: { quantity: 1 } })).toMatchObject(notFound);
    expect(await api.delete(item, { headers })).toMatchObject(notFound);
    expect(await api.delete(`${path}/items/unknown`, { headers })).toMatchObject(notFound);
  });

  it('when 30 put something in at once, loses nothing', async () => {
    const { path, headers } = await service.openCart();
    const sku = offer({ available: 99 });
    const replies = await Promise.all(
      Array.from({ length: 30 }, () => api.post(`${path}/items`, { headers, body: { sku } })),
    );
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    expect(await quantitiesAt(path, { headers })).toEqual({ [sku]: 30 });
  });
});

describe('If-Match', () => {
  const requests = (path: string, sku: string) =>
    [
      ['post', `${path}/items`, { sku }],
      ['patch', `${path}/items/${sku}`, { quantity: 1 }],
      ['delete', `${path}/items/${sku}`, undefined],
      ['delete', path, undefined],
    ] as const;

  it('when another revision was seen, refuses every change', async () => {
    const { path, headers, sku } = await aGuestCart();
    for (const stale of ['"1"', 'W/"2"', '2', '"x"']) {
      for (const [method, target, body] of requests(path, sku)) {
        const reply = await api[method](target, { headers: { ...headers, 'if-match': stale }, body });
        expect(reply).toMatchObject({ status: 412, body: { code: 'cart.has-changed' } });
      }
    }
    expect((await api.get(path, { headers })).body).toMatchObject({ revision: 2, lines: [{ quantity: 2 }] });
  });

  it('when the current revision or any was seen, makes the change', async () => {
    const { path, headers, sku } = await aGuestCart();
    for (const [method, target, body] of requests(path, sku).slice(0, 2)) {
      const { headers: seen } = await api.get(path, { headers });
      const reply = await api[method](target, { headers: { ...headers, 'if-match': seen.get('etag')! }, body });
      expect(reply.status).toBe(200);
    }
    expect(await api.delete(path, { headers: { ...headers, 'if-match': '*' } })).toMatchObject({ status: 200 });
  });

  it('when two have seen the same revision, lets the first one win', async () => {
    const { path, headers, sku } = await aGuestCart();
    const add = () => api.post(`${path}/items`, { headers: { ...headers, 'if-match': '"2"' }, body: { sku } });
    const statuses = (await Promise.all([add(), add()])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 412]);
    expect(await quantitiesAt(path, { headers })).toEqual({ [sku]: 3 });
  });
});

describe('Idempotency-Key', () => {
  it('when sent twice, puts it in once; with another body, refuses', async () => {
    const { path, headers, sku } = await aGuestCart({ quantity: 1 });
    const add = (quantity: number, key: string) =>
      api.post(`${path}/items`, { headers: { ...headers, 'idempotency-key': key }, body: { sku, quantity } });
    const key = randomUUID();
    const first = await add(2, key);
    const second = await add(2, key);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(await add(3, key)).toMatchObject({ status: 422, body: { code: 'idempotency.key-reused' } });
    expect(await quantitiesAt(path, { headers })).toEqual({ [sku]: 3 });
    await add(2, randomUUID());
    expect(await quantitiesAt(path, { headers })).toEqual({ [sku]: 5 });
  });
});
