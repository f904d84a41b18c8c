import { randomUUID } from 'node:crypto';
import { ProductArchivedV1, ProductPublishedV1, ProductUpdatedV1 } from '@souk/contracts/catalog-events';
import { eventually } from '@souk/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addProduct,
  admin,
  aSku,
  customer,
  euros,
  startCatalog,
  stockOf,
  type RunningCatalog,
} from './running-catalog.ts';

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await startCatalog();
});
afterAll(() => catalog.stop());

const asAdmin = (body: object, headers: Record<string, string> = {}) => ({ token: admin, body, headers });
const eventsFor = (contract: Parameters<RunningCatalog['published']>[0], productId: string) =>
  catalog.published(contract).filter(({ subject }) => subject === productId);

const productBody = (overrides: object = {}) => ({
  name: 'Mint tea',
  slug: `mint-tea-${randomUUID().slice(0, 8)}`,
  category: 'tea',
  variants: [{ sku: aSku(), name: '50 g', price: euros(890) }],
  ...overrides,
});

describe('POST /v1/admin/products', () => {
  it('when told to publish, adds a product that shoppers see and tells everybody', async () => {
    const { id, slug, sku, reply } = await addProduct(catalog);
    expect(reply.headers.get('location')).toBe(`/v1/admin/products/${id}`);
    expect(reply.headers.get('etag')).toBe('"2"');
    expect(reply.body).toMatchObject({
      slug,
      status: 'published',
      images: [],
      variants: [{ sku, price: euros(1250) }],
    });
    expect((await catalog.api.get(`/v1/products/${slug}`)).body).toMatchObject({
      id,
      variants: [{ sku, available: 0 }],
    });
    await eventually(() => {
      expect(eventsFor(ProductPublishedV1, id)).toMatchObject([
        { sequence: 1, data: { productId: id, slug, category: 'tea' } },
      ]);
    });
    expect(await stockOf(catalog, sku)).toMatchObject({
      productId: id,
      name: 'Green tea, 100 g',
      onHand: 0,
      available: 0,
    });
  });

  it('when not, adds a draft that only admins see', async () => {
    const { id, slug } = await addProduct(catalog, { publish: false });
    expect((await catalog.api.get(`/v1/products/${slug}`)).status).toBe(404);
    expect((await catalog.api.get(`/v1/products/${id}`)).status).toBe(404);
    const { body } = await catalog.api.get(`/v1/admin/products/${id}`, { token: admin });
    expect(body).toMatchObject({ id, status: 'draft' });
    expect(eventsFor(ProductPublishedV1, id)).toEqual([]);
  });

  it('when no slug is given, makes one of the name', async () => {
    const { slug } = await addProduct(catalog, { slug: undefined, name: 'Thé à la menthe' });
    expect(slug).toBe('the-a-la-menthe');
  });

  it('when made slugs would be the same, makes another one; a given one that is taken is refused', async () => {
    const number = randomUUID().slice(0, 8);
    const made = [`緑茶 ${number}`, `烏龍茶 ${number}`, `Sencha ${number}`, `Sencha ${number}`];
    const slugs: string[] = [];
    for (const name of made) slugs.push((await addProduct(catalog, { name, slug: undefined })).slug);
    expect(new Set(slugs).size).toBe(4);
    expect(slugs[2]).toBe(`sencha-${number}`);
    expect(slugs[3]).toMatch(new RegExp(`^sencha-${number}-[\\da-f]{8}$`));
    const given = await catalog.api.post('/v1/admin/products', asAdmin(productBody({ slug: slugs[2] })));
    expect(given).toMatchObject({ status: 409, body: { code: 'product.slug-taken' } });
  });

  it('when it costs nothing, is sold for nothing', async () => {
    const { slug } = await addProduct(catalog, { variants: [{ sku: aSku(), name: 'Sample', price: euros(0) }] });
    expect((await catalog.api.get(`/v1/products/${slug}`)).body.price).toEqual(euros(0));
  });

  it.each([
    ['more than can be paid at once', { variants: [{ sku: 'DEAR', name: '1', price: euros(100_000_000) }] }],
    ['a name with a line break', { name: 'Green\ntea' }],
    ['a name of nothing to see', { name: '\u3164' }],
    ['a description that turns text around', { description: 'Tea \u202e' }],
  ])('when sent with %s, refuses', async (_what, overrides) => {
    const reply = await catalog.api.post('/v1/admin/products', asAdmin(productBody(overrides)));
    expect(reply).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });

  it('when sent twice with the same key, adds one product', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = productBody();
    const first = await catalog.api.post('/v1/admin/products', asAdmin(body, headers));
    const second = await catalog.api.post('/v1/admin/products', asAdmin(body, headers));
    expect([first.status, second.status, second.body.id]).toEqual([201, 201, first.body.id]);
    const other = await catalog.api.post('/v1/admin/products', asAdmin(productBody(), headers));
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency.key-reused' } });
  });

  it('when two drafts have no variants, both are fine', async () => {
    for (const body of [productBody({ variants: [] }), productBody({ variants: [] })]) {
      expect((await catalog.api.post('/v1/admin/products', asAdmin(body))).status).toBe(201);
    }
  });

  it('when a slug or SKU is taken, says which and adds nothing', async () => {
    const { slug, sku } = await addProduct(catalog);
    const sameSlug = await catalog.api.post('/v1/admin/products', asAdmin(productBody({ slug })));
    expect(sameSlug).toMatchObject({ status: 409, body: { code: 'product.slug-taken', slug } });
    const variants = [{ sku, name: '50 g', price: euros(1) }];
    const sameSku = await catalog.api.post('/v1/admin/products', asAdmin(productBody({ variants })));
    expect(sameSku).toMatchObject({ status: 409, body: { code: 'product.sku-taken', sku } });
  });

  const variant = { sku: 'X-1', name: '50 g', price: euros(890) };
  it.each([
    ['an unknown field', { status: 'published' }, 'request.invalid'],
    ['an operator', { name: { $ne: null } }, 'request.invalid'],
    ['another currency', { variants: [{ ...variant, price: { amount: 1, currency: 'USD' } }] }, 'request.invalid'],
    ['a fraction of a cent', { variants: [{ ...variant, price: euros(1.5) }] }, 'request.invalid'],
    ['a negative price', { variants: [{ ...variant, price: euros(-1) }] }, 'request.invalid'],
    [
      'a price that is text',
      { variants: [{ ...variant, price: { amount: '1', currency: 'EUR' } }] },
      'request.invalid',
    ],
    ['a SKU with a comma', { variants: [{ ...variant, sku: 'A,B' }] }, 'request.invalid'],
    ['a slug that looks like an id', { slug: '0197a1b2-0000-7000-8000-0000000000cc' }, 'request.invalid'],
    ['a slug in capitals', { slug: 'Tea' }, 'request.invalid'],
    ['a name that is too long', { name: 'x'.repeat(201) }, 'request.invalid'],
    ['an unknown category', { category: 'carpets' }, 'category.unknown'],
  ])('when sent with %s, refuses', async (_what, overrides, code) => {
    const reply = await catalog.api.post('/v1/admin/products', asAdmin(productBody(overrides)));
    expect(reply).toMatchObject({ status: 400, body: { code } });
  });

  it('when published without a variant or with a SKU twice, refuses', async () => {
    const none = await catalog.api.post('/v1/admin/products', asAdmin(productBody({ variants: [], publish: true })));
    expect(none).toMatchObject({ status: 409, body: { code: 'product.needs-a-variant' } });
    const twice = await catalog.api.post('/v1/admin/products', asAdmin(productBody({ variants: [variant, variant] })));
    expect(twice).toMatchObject({ status: 409, body: { code: 'product.sku-taken' } });
  });
});

describe('PATCH /v1/admin/products/:productId', () => {
  it('when a published product is changed, shows the change at once and tells everybody', async () => {
    const { id, slug } = await addProduct(catalog);
    await catalog.api.get(`/v1/products/${slug}`);
    const reply = await catalog.api.patch(`/v1/admin/products/${id}`, asAdmin({ name: 'Gunpowder tea' }));
    expect(reply).toMatchObject({ status: 200, body: { name: 'Gunpowder tea', slug } });
    expect((await catalog.api.get(`/v1/products/${slug}`)).body.name).toBe('Gunpowder tea');
    await eventually(() => {
      expect(eventsFor(ProductUpdatedV1, id)).toMatchObject([{ sequence: 2, data: { name: 'Gunpowder tea' } }]);
    });
  });

  it('when it renames, the stock is renamed too', async () => {
    const { id, sku } = await addProduct(catalog, { pieces: 3 });
    await catalog.api.patch(`/v1/admin/products/${id}`, asAdmin({ name: 'White tea' }));
    expect(await stockOf(catalog, sku)).toMatchObject({ name: 'White tea, 100 g', onHand: 3 });
  });

  it('when If-Match names an old revision, refuses; the current one or * goes through', async () => {
    const { id, reply } = await addProduct(catalog);
    const etag = reply.headers.get('etag') ?? '';
    const patch = (name: string, ifMatch: string) =>
      catalog.api.patch(`/v1/admin/products/${id}`, asAdmin({ name }, { 'if-match': ifMatch }));
    const first = await patch('First', etag);
    expect([first.status, first.headers.get('etag')]).toEqual([200, '"3"']);
    expect(await patch('Second', etag)).toMatchObject({ status: 412, body: { code: 'product.has-changed' } });
    expect((await patch('Third', '*')).body.name).toBe('Third');
  });

  it('when two admins change the same revision at once, one wins', async () => {
    const { id, reply } = await addProduct(catalog);
    const headers = { 'if-match': reply.headers.get('etag') ?? '' };
    const replies = await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        catalog.api.patch(`/v1/admin/products/${id}`, asAdmin({ name: `Tea ${index}` }, headers)),
      ),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412]);
  });

  it('when it takes a slug that another product has, refuses', async () => {
    const [{ id }, { slug }] = [await addProduct(catalog), await addProduct(catalog)];
    const reply = await catalog.api.patch(`/v1/admin/products/${id}`, asAdmin({ slug }));
    expect(reply).toMatchObject({ status: 409, body: { code: 'product.slug-taken' } });
  });

  it('when archived and published again, disappears and comes back', async () => {
    const { id, slug } = await addProduct(catalog);
    await catalog.api.patch(`/v1/admin/products/${id}`, asAdmin({ status: 'archived' }));
    expect((await catalog.api.get(`/v1/products/${slug}`)).status).toBe(404);
    await catalog.api.patch(`/v1/admin/products/${id}`, asAdmin({ status: 'published' }));
    expect((await catalog.api.get(`/v1/products/${slug}`)).status).toBe(200);
    await eventually(() => {
      expect(eventsFor(ProductPublishedV1, id)).toHaveLength(2);
    });
  });

  it.each([
    ['an unknown field', { price: 1 }, 400, 'request.invalid'],
    ['a status of its own', { status: 'draft' }, 400, 'request.invalid'],
    ['an operator', { name: { $set: 1 } }, 400, 'request.invalid'],
    ['an unknown category', { category: 'carpets' }, 400, 'category.unknown'],
  ])('when sent with %s, refuses', async (_what, body, status, code) => {
    const { id } = await addProduct(catalog);
    expect(await catalog.api.patch(`/v1/admin/products/${id}`, asAdmin(body))).toMatchObject({
      status,
      body: { code },
    });
  });
});

describe('DELETE /v1/admin/products/:productId', () => {
  it('when called, archives the product, once', async () => {
    const { id, slug } = await addProduct(catalog);
    const archive = () => catalog.api.delete(`/v1/admin/products/${id}`, { token: admin });
    expect([(await archive()).status, (await archive()).status]).toEqual([204, 204]);
    expect((await catalog.api.get(`/v1/products/${slug}`)).status).toBe(404);
    const { body } = await catalog.api.get(`/v1/admin/products/${id}`, { token: admin });
    expect(body.status).toBe('archived');
    await eventually(() => {
      expect(eventsFor(ProductArchivedV1, id)).toHaveLength(1);
    });
  });
});

describe('the variants of a product', () => {
  it('when one is added, is for sale with a stock of nothing', async () => {
    const { id, slug } = await addProduct(catalog);
    const sku = aSku();
    const body = { sku, name: '200 g', price: euros(2300) };
    const reply = await catalog.api.post(`/v1/admin/products/${id}/variants`, asAdmin(body));
    expect(reply).toMatchObject({ status: 201, body: { id } });
    expect(reply.headers.get('location')).toBe(`/v1/admin/products/${id}`);
    expect((await catalog.api.get(`/v1/products/${slug}`)).body.variants[1]).toEqual({ ...body, available: 0 });
    expect(await stockOf(catalog, sku)).toMatchObject({ name: 'Green tea, 200 g', onHand: 0 });
  });

  it('when its price is changed, is sold at the new one, and the cheapest one is the price of the product', async () => {
    const { id, slug, sku } = await addProduct(catalog, { skus: [aSku(), aSku()] });
    const reply = await catalog.api.patch(`/v1/admin/products/${id}/variants/${sku}`, asAdmin({ price: euros(990) }));
    expect(reply.body.variants[0]).toMatchObject({ sku, name: '100 g', price: euros(990) });
    expect((await catalog.api.get(`/v1/products/${slug}`)).body).toMatchObject({ price: euros(990) });
    expect((await catalog.api.get(`/internal/skus?sku=${sku}`)).body.data[0].unitPrice).toEqual(euros(990));
  });

  it('when one is removed, is not sold any more and its stock stays on the books', async () => {
    const { id, skus } = await addProduct(catalog, { skus: [aSku(), aSku()], pieces: 4 });
    const [sku = ''] = skus;
    const path = `/v1/admin/products/${id}/variants/${sku}`;
    expect((await catalog.api.delete(path, { token: admin })).status).toBe(204);
    expect((await catalog.api.get(`/internal/skus?sku=${sku}`)).body).toEqual({ data: [] });
    expect(await stockOf(catalog, sku)).toMatchObject({ productId: null, onHand: 4 });
    expect((await catalog.api.delete(path, { token: admin })).body.code).toBe('product.variant-not-found');
  });

  it('when the last one of a published product is removed, refuses', async () => {
    const { id, sku } = await addProduct(catalog);
    const reply = await catalog.api.delete(`/v1/admin/products/${id}/variants/${sku}`, { token: admin });
    expect(reply).toMatchObject({ status: 409, body: { code: 'product.needs-a-variant' } });
  });

  it('when a SKU of another product is added, refuses', async () => {
    const [{ id }, { sku }] = [await addProduct(catalog), await addProduct(catalog)];
    const body = { sku, name: '200 g', price: euros(1) };
    const reply = await catalog.api.post(`/v1/admin/products/${id}/variants`, asAdmin(body));
    expect(reply).toMatchObject({ status: 409, body: { code: 'product.sku-taken', sku } });
  });

  it('when changed from an old revision, refuses', async () => {
    const { id, sku } = await addProduct(catalog);
    const headers = { 'if-match': '"1"' };
    const path = `/v1/admin/products/${id}/variants/${sku}`;
    expect((await catalog.api.patch(path, asAdmin({ name: 'x' }, headers))).status).toBe(412);
    expect((await catalog.api.delete(path, { token: admin, headers })).status).toBe(412);
  });

  it.each([
    ['another currency', { price: { amount: 1, currency: 'USD' } }],
    ['a new SKU', { sku: 'OTHER' }],
    ['an operator', { price: { $gt: 0 } }],
  ])('when changed with %s, refuses', async (_what, body) => {
    const { id, sku } = await addProduct(catalog);
    const reply = await catalog.api.patch(`/v1/admin/products/${id}/variants/${sku}`, asAdmin(body));
    expect(reply).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });
});

describe('GET /v1/admin/products', () => {
  it('when filtered, lists drafts, too, the newest first', async () => {
    const category = `c-${randomUUID().slice(0, 8)}`;
    await catalog.api.post('/v1/admin/categories', asAdmin({ slug: category, name: 'Other' }));
    const draft = await addProduct(catalog, { category, publish: false, name: 'Saffron' });
    const published = await addProduct(catalog, { category });
    const list = async (query: string) => {
      const { body } = await catalog.api.get(`/v1/admin/products?category=${category}${query}`, { token: admin });
      return [body.count, ...body.data.map(({ id }: { id: string }) => id)];
    };
    expect(await list('')).toEqual([2, published.id, draft.id]);
    expect(await list('&status=draft')).toEqual([1, draft.id]);
    expect(await list('&q=saffron')).toEqual([1, draft.id]);
    expect(await list('&limit=1&offset=1')).toEqual([2, draft.id]);
  });
});

describe('who is no admin', () => {
  it.each([
    ['post', '/v1/admin/products'],
    ['get', '/v1/admin/products'],
    ['get', '/v1/admin/products/0197a1b2-0000-7000-8000-0000000000cc'],
    ['patch', '/v1/admin/products/0197a1b2-0000-7000-8000-0000000000cc'],
    ['delete', '/v1/admin/products/0197a1b2-0000-7000-8000-0000000000cc'],
    ['post', '/v1/admin/products/0197a1b2-0000-7000-8000-0000000000cc/variants'],
    ['patch', '/v1/admin/products/0197a1b2-0000-7000-8000-0000000000cc/variants/X'],
    ['delete', '/v1/admin/products/0197a1b2-0000-7000-8000-0000000000cc/variants/X'],
    ['post', '/v1/admin/products/0197a1b2-0000-7000-8000-0000000000cc/images'],
    ['patch', '/v1/admin/products/0197a1b2-0000-7000-8000-0000000000cc/images'],
    ['delete', `/v1/admin/products/0197a1b2-0000-7000-8000-0000000000cc/images/${'a'.repeat(32)}`],
    ['post', '/v1/admin/categories'],
    ['patch', '/v1/admin/categories/tea'],
    ['delete', '/v1/admin/categories/tea'],
    ['get', '/v1/admin/inventory'],
    ['post', '/v1/admin/inventory/X/adjustments'],
    ['get', '/v1/admin/inventory/X/movements'],
    ['get', '/v1/admin/inventory/X/reservations'],
  ] as const)('when asking to %s %s, is refused', async (method, path) => {
    expect((await catalog.api[method](path, { token: customer })).status).toBe(403);
    expect((await catalog.api[method](path)).status).toBe(401);
  });
});

describe('a product that does not exist', () => {
  const path = '/v1/admin/products/0197a1b2-0000-7000-8000-0000000000cc';
  it.each([
    ['get', path, {}],
    ['patch', path, { body: { name: 'x' } }],
    ['delete', path, {}],
    ['post', `${path}/variants`, { body: { sku: 'X', name: 'x', price: euros(1) } }],
    ['patch', `${path}/variants/X`, { body: { name: 'x' } }],
    ['delete', `${path}/variants/X`, {}],
    ['patch', `${path}/images`, { body: { images: [] } }],
    ['delete', `${path}/images/${'a'.repeat(32)}`, {}],
  ] as const)('when asked to %s %s, is not found', async (method, address, request) => {
    const reply = await catalog.api[method](address, { token: admin, ...request });
    expect(reply).toMatchObject({ status: 404, body: { code: 'product.not-found' } });
  });
});
