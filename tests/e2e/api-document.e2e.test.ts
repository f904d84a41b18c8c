import { ShopClient } from '@souk/local/shop-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ACCESS_POLICY } from '../../gateway/src/domain/access-policy.ts';
import { ShopFloor } from './shop-floor.ts';

interface ApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly 'x-access': string; readonly tags: readonly string[] }>>>
  >;
  readonly 'x-unavailable'?: readonly string[];
}

let floor: ShopFloor;
let document: ApiDocument;

beforeAll(async () => {
  floor = await ShopFloor.open();
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
