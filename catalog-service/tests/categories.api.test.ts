import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addProduct, admin, startCatalog, type RunningCatalog } from './running-catalog.ts';

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await startCatalog();
});
afterAll(() => catalog.stop());

const asAdmin = (body: object) => ({ token: admin, body });

describe('categories', () => {
  it('when added, renamed and moved, are listed by position', async () => {
    await catalog.api.post('/v1/admin/categories', asAdmin({ slug: 'spices', name: 'Spices', position: 5 }));
    const reply = await catalog.api.post('/v1/admin/categories', asAdmin({ slug: 'bowls', name: 'Bowl', position: 9 }));
    expect(reply).toMatchObject({ status: 201, body: { slug: 'bowls', name: 'Bowl', position: 9 } });
    const slugs = async () => {
      const { body } = await catalog.api.get('/v1/categories');
      return body.data
        .map(({ slug }: { slug: string }) => slug)
        .filter((slug: string) => ['spices', 'bowls'].includes(slug));
    };
    expect(await slugs()).toEqual(['spices', 'bowls']);
    const changed = await catalog.api.patch('/v1/admin/categories/bowls', asAdmin({ name: 'Bowls', position: 1 }));
    expect(changed.body).toEqual({ slug: 'bowls', name: 'Bowls', position: 1 });
    expect(await slugs()).toEqual(['bowls', 'spices']);
    expect((await catalog.api.patch('/v1/admin/categories/bowls', asAdmin({}))).body).toEqual(changed.body);
  });

  it('when a product uses one, it stays; when none does, it goes', async () => {
    const slug = `c-${randomUUID().slice(0, 8)}`;
    await catalog.api.post('/v1/admin/categories', asAdmin({ slug, name: 'Sold' }));
    const { id } = await addProduct(catalog, { category: slug });
    const refused = await catalog.api.delete(`/v1/admin/categories/${slug}`, { token: admin });
    expect(refused).toMatchObject({ status: 409, body: { code: 'category.in-use' } });
    await catalog.api.patch(`/v1/admin/products/${id}`, asAdmin({ category: 'tea' }));
    expect((await catalog.api.delete(`/v1/admin/categories/${slug}`, { token: admin })).status).toBe(204);
    const again = await catalog.api.delete(`/v1/admin/categories/${slug}`, { token: admin });
    expect(again).toMatchObject({ status: 404, body: { code: 'category.not-found' } });
  });

  it('when a product is moved into one that is removed at the same moment, only one of both happens', async () => {
    const { id } = await addProduct(catalog);
    for (let time = 1; time <= 15; time++) {
      const slug = `race-${randomUUID().slice(0, 8)}`;
      await catalog.api.post('/v1/admin/categories', asAdmin({ slug, name: 'Race' }));
      const [removed, moved] = await Promise.all([
        catalog.api.delete(`/v1/admin/categories/${slug}`, { token: admin }),
        catalog.api.patch(`/v1/admin/products/${id}`, asAdmin({ category: slug })),
      ]);
      expect(['204 400', '409 200']).toContain(`${removed.status} ${moved.status}`);
    }
  });

  it.each([
    ['a slug that is taken', 'post', '/v1/admin/categories', { slug: 'tea', name: 'Tea' }, 409, 'category.slug-taken'],
    ['an unknown field', 'post', '/v1/admin/categories', { slug: 'x', name: 'x', color: 1 }, 400, 'request.invalid'],
    ['an operator', 'post', '/v1/admin/categories', { slug: { $ne: '' }, name: 'x' }, 400, 'request.invalid'],
    ['a new slug', 'patch', '/v1/admin/categories/tea', { slug: 'x' }, 400, 'request.invalid'],
    ['an unknown name', 'patch', '/v1/admin/categories/none', { name: 'x' }, 404, 'category.not-found'],
  ] as const)('when sent with %s, refuses', async (_what, method, path, body, status, code) => {
    expect(await catalog.api[method](path, asAdmin(body))).toMatchObject({ status, body: { code } });
  });
});
