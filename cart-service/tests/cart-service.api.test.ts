import { randomUUID } from 'node:crypto';
import { OrderConfirmedV1 } from '@souk/contracts/order-events';
import { eventually } from '@souk/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admin, customer, startCartService, stranger, type RunningCartService } from './running-cart-service.ts';

let service: RunningCartService;
let api: RunningCartService['api'];

beforeAll(async () => {
  service = await startCartService();
  ({ api } = service);
});

afterAll(() => service.stop());

const euros = (amount: number) => ({ amount, currency: 'EUR' });
const offer: RunningCartService['catalog']['offer'] = (overrides) => service.catalog.offer(overrides);

/** A guest's cart with so many of one thing. */
async function aGuestCart({ sku = offer(), quantity = 2 } = {}) {
  const { id, cartToken, path, headers } = await service.openCart();
  const { body } = await api.post(`${path}/items`, { headers, body: { sku, quantity } });
  expect(body.lines).toMatchObject([{ sku, quantity }]);
  return { id, cartToken, path, headers, sku, item: `${path}/items/${sku}` };
}

/** The cart of a customer, emptied. */
async function myCart(token = customer) {
  const { body } = await api.post('/v1/carts', { token });
  await api.delete(`/v1/carts/${body.id}`, { token });
  return { id: String(body.id), path: `/v1/carts/${body.id}` };
}

const quantitiesAt = async (path: string, credentials: { token?: string; headers?: Record<string, string> }) => {
  const { body } = await api.get(path, credentials);
  const lines: { sku: string; quantity: number }[] = body.lines;
  return Object.fromEntries(lines.map(({ sku, quantity }) => [sku, quantity]));
};

describe('POST /v1/carts', () => {
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
    service.catalog.change(sku, { available: 1 });
    await eventually(async () => {
      const { body } = await api.get(path, { headers });
      expect(body).toMatchObject({ lines: [{ isAvailable: false, unitPrice: euros(1250) }], subtotal: euros(2500) });
    });
    service.catalog.change(sku, null);
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

  it('when it is full, refuses one thing more', async () => {
    const { path, headers } = await service.openCart();
    for (let count = 0; count < 50; count++) await api.post(`${path}/items`, { headers, body: { sku: offer() } });
    const reply = await api.post(`${path}/items`, { headers, body: { sku: offer() } });
    expect(reply).toMatchObject({ status: 409, body: { code: 'cart.full', limit: 50 } });
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
    const { path, headers, sku } = await aGuestCart({ sku: offer({ available: 99 }), quantity: 1 });
    const replies = await Promise.all(
      Array.from({ length: 30 }, () => api.post(`${path}/items`, { headers, body: { sku } })),
    );
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    expect(await quantitiesAt(path, { headers })).toEqual({ [sku]: 31 });
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

describe('somebody else’s cart', () => {
  const requests = (id: string, sku: string) =>
    [
      ['get', `/v1/carts/${id}`, undefined],
      ['get', `/internal/carts/${id}`, undefined],
      ['delete', `/v1/carts/${id}`, undefined],
      ['post', `/v1/carts/${id}/items`, { sku }],
      ['patch', `/v1/carts/${id}/items/${sku}`, { quantity: 1 }],
      ['delete', `/v1/carts/${id}/items/${sku}`, undefined],
    ] as const;

  it('when it is a guest’s, does not exist without its token', async () => {
    const { id, path, headers, sku } = await aGuestCart();
    const foreign = await service.openCart();
    const wrong = [
      {},
      { headers: foreign.headers },
      { headers: { 'x-cart-token': '' } },
      { headers: { 'x-cart-token': 'guessed' } },
      { token: customer },
      { token: admin },
      { token: customer, headers: foreign.headers },
    ];
    for (const credentials of wrong) {
      for (const [method, target, body] of requests(id, sku)) {
        const reply = await api[method](target, { ...credentials, body });
        expect(reply).toMatchObject({ status: 404, body: { code: 'cart.not-found' } });
      }
    }
    expect(await quantitiesAt(path, { headers })).toEqual({ [sku]: 2 });
  });

  it('when it is a customer’s, does not exist for anybody else', async () => {
    const { id, path } = await myCart();
    const sku = offer();
    await api.post(`${path}/items`, { token: customer, body: { sku } });
    const { headers } = await service.openCart();
    for (const credentials of [{}, { headers }, { token: stranger }, { token: stranger, headers }, { token: admin }]) {
      for (const [method, target, body] of requests(id, sku)) {
        const reply = await api[method](target, { ...credentials, body });
        expect(reply).toMatchObject({ status: 404, body: { code: 'cart.not-found' } });
      }
    }
    expect(await quantitiesAt(path, { token: customer })).toEqual({ [sku]: 1 });
  });

  it('when nobody has it, is 404 as well', async () => {
    for (const [method, target, body] of requests(randomUUID(), offer())) {
      expect(await api[method](target, { token: customer, body })).toMatchObject({ status: 404 });
    }
  });

  it('when a customer holds a guest’s token, is theirs to use', async () => {
    const { path, headers, sku } = await aGuestCart();
    expect(await quantitiesAt(path, { token: customer, headers })).toEqual({ [sku]: 2 });
  });
});

describe('a request that is not well-formed', () => {
  const wrongQuantities = [0, -1, 1.5, 1e9, 100, '1', null, { $gt: 0 }, [1]];

  it.each([
    ...wrongQuantities.map((quantity) => ({ sku: 'TEA', quantity })),
    { quantity: 1 },
    { sku: { $ne: null } },
    { sku: ['TEA'] },
    { sku: '' },
    { sku: '$where' },
    { sku: 'TEA,MINT' },
    { sku: 'x'.repeat(65) },
    { sku: 'TEA', price: 1 },
    { sku: 'TEA', ownerId: 'customer-1' },
    [],
    'TEA',
  ])('when it puts in %o, is refused and changes nothing', async (body) => {
    const { path, headers } = await service.openCart();
    const sent = { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const reply = await api.post(`${path}/items`, sent);
    expect(reply.status).toBe(400);
    expect((await api.get(path, { headers })).body).toMatchObject({ lines: [], revision: 1 });
  });

  it.each([...wrongQuantities.map((quantity) => ({ quantity })), {}, { quantity: 1, sku: 'TEA' }])(
    'when it changes a line to %o, is refused and changes nothing',
    async (body) => {
      const { path, headers, item } = await aGuestCart();
      const reply = await api.patch(item, { headers, body });
      expect(reply).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
      expect((await api.get(path, { headers })).body).toMatchObject({ lines: [{ quantity: 2 }], revision: 2 });
    },
  );

  it.each([
    ['get', '/v1/carts/not-a-uuid'],
    ['get', '/v1/carts/%24ne'],
    ['get', '/v1/me/cart?id=1'],
    ['get', '/v1/me/cart?ownerId[$ne]=x'],
    ['delete', `/v1/carts/${randomUUID()}/items/%24where`],
    ['get', '/internal/carts/..%2Fcarts'],
  ] as const)('when it asks to %s %s, is refused', async (method, path) => {
    const reply = await api[method](path, { token: customer });
    expect(reply).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });
});

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
    service.catalog.change(scarce, { available: 1 });
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

describe('GET /internal/carts/:cartId', () => {
  it('when the shopper may use the cart, says what is in it and no more', async () => {
    const { id, headers, sku } = await aGuestCart();
    const reply = await api.get(`/internal/carts/${id}`, { headers });
    expect(reply).toMatchObject({ status: 200 });
    expect(reply.body).toEqual({ lines: [{ sku, quantity: 2 }] });
    const mine = await myCart();
    expect((await api.get(`/internal/carts/${mine.id}`, { token: customer })).body).toEqual({ lines: [] });
  });
});

describe('when an order is confirmed', () => {
  const confirm = (
    cartId: string,
    ordered: Record<string, number>,
    options: { id?: string; orderId?: string } = {},
  ) => {
    const { orderId = randomUUID(), ...delivery } = options;
    return service.deliver(
      OrderConfirmedV1,
      {
        orderId,
        cartId,
        customerId: null,
        email: 'amira@souk.test',
        lines: Object.entries(ordered).map(([sku, quantity]) => ({
          sku,
          quantity,
          productId: 'p1',
          name: 'Green tea, 100 g',
          unitPrice: euros(1250),
        })),
        shipping: { method: 'standard', name: 'Standard delivery', price: euros(490) },
        total: euros(2990),
      },
      { subject: orderId, ...delivery },
    );
  };

  it('its cart loses what was ordered and keeps what was put in since', async () => {
    const { id, path, headers, sku } = await aGuestCart({ quantity: 2 });
    const since = offer();
    await api.post(`${path}/items`, { headers, body: { sku, quantity: 1 } });
    await api.post(`${path}/items`, { headers, body: { sku: since } });
    await confirm(id, { [sku]: 2 });
    expect(await quantitiesAt(path, { headers })).toEqual({ [sku]: 1, [since]: 1 });
  });

  it('and the news comes again, its cart loses nothing more', async () => {
    const { id, path, headers, sku } = await aGuestCart({ quantity: 3 });
    const { id: eventId, subject: orderId } = await confirm(id, { [sku]: 1 });
    await confirm(id, { [sku]: 1 }, { id: eventId, orderId });
    expect(await quantitiesAt(path, { headers })).toEqual({ [sku]: 2 });
  });

  it('and its cart had been emptied, loses nothing of what is put in between two deliveries', async () => {
    const { id, path, headers, sku } = await aGuestCart({ quantity: 1 });
    await api.delete(path, { headers });
    const { id: eventId, subject: orderId } = await confirm(id, { [sku]: 1 });
    await api.post(`${path}/items`, { headers, body: { sku } });
    await confirm(id, { [sku]: 1 }, { id: eventId, orderId });
    expect(await quantitiesAt(path, { headers })).toEqual({ [sku]: 1 });
  });

  it('and two orders came from one cart, it loses what both took, in whatever order', async () => {
    const { id, path, headers, sku } = await aGuestCart({ quantity: 5 });
    await Promise.all([confirm(id, { [sku]: 1 }), confirm(id, { [sku]: 2 })]);
    expect(await quantitiesAt(path, { headers })).toEqual({ [sku]: 2 });
  });

  it('and its cart is gone, nothing happens and nothing fails', async () => {
    const gone = randomUUID();
    await confirm(gone, { TEA: 1 });
    const deadLetters = service.platform.database.collection('dead-letters');
    expect(await deadLetters.countDocuments()).toBe(0);
    expect(await service.platform.database.collection<{ _id: string }>('carts').findOne({ _id: gone })).toBeNull();
  });
});

describe('while the catalog is down', () => {
  it('what needs it is 503 and changes nothing; the rest works, and all of it afterwards', async () => {
    const { id, cartToken, path, headers, item } = await aGuestCart();
    const another = offer();
    const unavailable = { status: 503, body: { code: 'catalog.unavailable' } };
    service.catalog.behave('fail');
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

    service.catalog.behave('answer');
    await eventually(async () => expect((await api.post(`${path}/items`, adding)).status).toBe(200));
    const reply = await api.get(path, { headers });
    expect(reply.body).toMatchObject({ revision: 3, lines: [{ quantity: 2 }, { sku: another, quantity: 1 }] });
  });

  it('a cart can still be emptied', async () => {
    const { path, headers } = await aGuestCart();
    service.catalog.behave('fail');
    expect(await api.delete(path, { headers })).toMatchObject({ status: 200, body: { lines: [] } });
    service.catalog.behave('answer');
  });
});
