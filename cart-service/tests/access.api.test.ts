import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { admin, customer, startCartService, stranger } from './running-cart-service.ts';

const service = await startCartService();
const { api, aGuestCart, myCart, offer, quantitiesAt } = service;

afterAll(() => service.stop());

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

describe('GET /internal/carts/:cartId', () => {
  it('when the shopper may use the cart, says what is in it and no more', async () => {
    const { id, headers, sku } = await aGuestCart();
    const reply = await api.get(`/internal/carts/${id}`, { headers });
    expect(reply).toMatchObject({ status: 200 });
    expect(reply.body).toEqual({ lines: [{ sku, quantity: 2 }], revision: 2 });
    const mine = await myCart();
    expect((await api.get(`/internal/carts/${mine.id}`, { token: customer })).body).toEqual({
      lines: [],
      revision: expect.any(Number),
    });
  });
});
