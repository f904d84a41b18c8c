import { DEMO_ADMIN } from '@souk/local/platform-plan';
import { ShopClient } from '@souk/local/shop-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ACCESS_POLICY } from '../../gateway/src/domain/access-policy.ts';
import { ShopFloor } from './shop-floor.ts';

interface ApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly 'x-access': string; readonly tags: readonly string[] }>>>
  >;
  readonly 'x-problems': readonly { readonly code: string }[];
  readonly 'x-unavailable'?: readonly string[];
}

/** Replies that are the same for everybody: what is between a shopper and the shop may keep them for a while. */
const FOR_EVERYBODY = ['/v1/auth/jwks.json', '/v1/categories', '/v1/products', '/v1/products/{idOrSlug}'];

let floor: ShopFloor;
let document: ApiDocument;

beforeAll(async () => {
  floor = await ShopFloor.share();
  document = await new ShopClient(floor.url).get<ApiDocument>('/v1/openapi.json');
});

afterAll(async () => {
  await floor.close();
});

const routesOf = ({ paths }: ApiDocument) =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(
      ([method, { 'x-access': access, tags }]) => `${method.toUpperCase()} ${path} ${access} ${tags[0] ?? ''}`,
    ),
  );

it('is an OpenAPI 3.1 document of all services', () => {
  expect(document.openapi).toMatch(/^3\.1\./);
  expect(document['x-unavailable'] ?? []).toEqual([]);
});

it('has the routes of the access policy, for the same callers and from the same services, and no others', () => {
  const policy = ACCESS_POLICY.map(
    ({ method, path, access, service }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')} ${access} ${service}`,
  );
  expect(routesOf(document).toSorted()).toEqual(policy.toSorted());
});

it('lists why something is refused, by the gateway and by each service', () => {
  const codes = document['x-problems'].map(({ code }) => code);
  for (const code of ['internal', 'upstream.timeout', 'cart.full', 'order.out-of-stock', 'product.sku-taken']) {
    expect(codes).toContain(code);
  }
  expect(new Set(codes).size).toBe(codes.length);
});

it('when a reply is not for everybody, is kept by no cache, on each of its routes', async () => {
  const { productId } = await floor.sell('DOCUMENT-1', { stock: 1 });
  const token = await new ShopClient(floor.url).logIn(DEMO_ADMIN.email, DEMO_ADMIN.password);
  const kept = new Set<string>();
  const wrong: unknown[] = [];
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const method of Object.keys(operations)) {
      const address = path.replace('{idOrSlug}', productId).replaceAll(/\{\w+\}/g, 'x');
      for (const headers of [{}, method === 'get' ? { authorization: `Bearer ${token}` } : {}]) {
        const reply = await fetch(`${floor.url}${address}`, { method: method.toUpperCase(), headers });
        await reply.arrayBuffer();
        const said = reply.headers.get('cache-control');
        if (reply.ok && FOR_EVERYBODY.includes(path)) kept.add(path);
        const expected = reply.ok && FOR_EVERYBODY.includes(path) ? /^public, max-age=/ : /^no-store$/;
        if (!expected.test(said ?? '')) wrong.push([method, path, reply.status, said]);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect([...kept].toSorted()).toEqual(FOR_EVERYBODY);
});

it('when a route is not in it, is closed', async () => {
  for (const path of [
    '/internal/openapi.json',
    '/internal/skus?sku=A',
    '/v1/internal',
    '/v1/orders/../../internal/skus',
    '/v1/%2e%2e/internal/skus',
  ]) {
    const { status } = await fetch(`${floor.url}${path}`);
    expect([400, 404]).toContain(status);
  }
});
