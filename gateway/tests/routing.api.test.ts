import { accessToken } from '@souk/testing/test-tokens';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ACCESS_POLICY, SERVICES } from '../src/domain/access-policy.ts';
import { admin, customer, rawRequest, startTestGateway, type TestGateway } from './test-gateway.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({ AUTH_RATE_LIMIT_PER_MINUTE: '0' });
});
afterEach(() => SERVICES.forEach((name) => gateway.services[name].reset()));
afterAll(() => gateway.stop());

const addressOf = (path: string) => path.replaceAll(/:\w+/g, 'x-1');
const received = () => SERVICES.filter((name) => gateway.services[name].received.length > 0);
const rulesFor = (...access: string[]) => ACCESS_POLICY.filter((rule) => access.includes(rule.access));

describe('a request that the policy knows', () => {
  it.each(ACCESS_POLICY)('$method $path reaches $service unchanged', async ({ method, path, access, service }) => {
    const token = { admin, customer }[access as string];
    const target = `${addressOf(path)}?q=a%20b&limit=1`;
    const reply = await gateway.api.send(method, target, token === undefined ? {} : { token });
    expect(reply).toMatchObject({ status: 200, body: { method, url: target, body: '' } });
    expect(received()).toEqual([service]);
  });

  it.each(rulesFor('customer', 'admin'))('$method $path without a token is 401 here', async ({ method, path }) => {
    const reply = await gateway.api.send(method, addressOf(path), {});
    expect(reply).toMatchObject({ status: 401, body: { code: 'auth.unauthenticated' } });
    expect(reply.headers.get('www-authenticate')).toBe('Bearer');
    expect(received()).toEqual([]);
  });

  it.each(rulesFor('admin'))('$method $path with a customer’s token is 403 here', async ({ method, path }) => {
    const reply = await gateway.api.send(method, addressOf(path), { token: customer });
    expect(reply).toMatchObject({ status: 403, body: { code: 'auth.admin-only' } });
    expect(received()).toEqual([]);
  });

  it.each([
    ['expired', accessToken({ userId: 'u', role: 'admin' }, { claims: { exp: 1 } })],
    ['of another audience', accessToken({ userId: 'u', role: 'admin' }, { claims: { aud: 'other' } })],
    ['a refresh token', accessToken({ userId: 'u', role: 'admin' }, { claims: { typ: 'refresh' } })],
    ['of an unknown key', accessToken({ userId: 'u', role: 'admin' }, { header: { kid: 'other' } })],
    ['no token at all', 'nonsense'],
  ])('with a token that is %s, is 401 even where anybody may call', async (_what, token) => {
    expect((await gateway.api.get('/v1/products', { token })).status).toBe(401);
    expect((await gateway.api.post('/v1/carts', { token })).status).toBe(401);
    expect(received()).toEqual([]);
  });

  it('when a provider signs it, passes whatever its authorization says', async () => {
    const headers = { authorization: 'Basic abc', 'stripe-signature': 't=1,v1=abc' };
    const body = '{"id": "evt_1"}\n';
    expect((await gateway.api.post('/v1/webhooks/stripe', { headers, body })).body.body).toBe(body);
    expect(gateway.services['payment-service'].last.headers).toMatchObject(headers);
  });

  it('when it asks for the head only, passes as a GET would', async () => {
    expect(await rawRequest(gateway.port, 'HEAD', '/v1/products')).toMatch(/^HTTP\/1\.1 200 /);
    expect(gateway.services['catalog-service'].last.method).toBe('HEAD');
    expect(await rawRequest(gateway.port, 'HEAD', '/v1/admin/products')).toMatch(/^HTTP\/1\.1 401 /);
  });
});

describe('a request that the policy does not know', () => {
  it.each([
    ['DELETE', '/v1/products', 'GET, HEAD'],
    ['POST', '/v1/orders/x-1', 'GET, HEAD'],
    ['GET', '/v1/checkout', 'POST'],
    ['TRACE', '/v1/me', 'GET, PATCH, HEAD'],
    ['POST', '/health/ready', 'GET, HEAD'],
    ['PUT', '/docs', 'GET, HEAD'],
  ])('%s %s is 405 and names what is allowed', async (method, target, allow) => {
    const reply = await rawRequest(gateway.port, method, target);
    expect(reply).toMatch(/^HTTP\/1\.1 405 /);
    expect(reply).toContain(`\r\nallow: ${allow}\r\n`);
    expect(reply).toContain('"code":"route.method-not-allowed"');
    expect(received()).toEqual([]);
  });

  it('OPTIONS says what may be done', async () => {
    const reply = await gateway.api.send('OPTIONS', '/v1/carts/c-1', {});
    expect(reply.status).toBe(204);
    expect(reply.headers.get('allow')).toBe('GET, DELETE, HEAD');
  });

  it.each([
    '/v1/nowhere',
    '/v1/products/a/b',
    '/v1/products/',
    '/V1/products',
    '/internal/openapi.json',
    '/internal/carts/c-1',
    '/v1/internal/carts/c-1',
    '/health',
    '/v1',
  ])('%s is 404', async (target) => {
    const reply = await gateway.api.get(target, { token: admin });
    expect(reply).toMatchObject({ status: 404, body: { code: 'route.not-found' } });
    expect(received()).toEqual([]);
  });

  it.each([
    '/v1/products/..%2f..%2finternal',
    '/v1/products/%2e%2e/internal/openapi.json',
    '/v1/products/%2E%2E/internal',
    '/v1/products/%252e%252e/internal',
    '/v1/products/../../internal/openapi.json',
    '/v1/products/./x',
    '/v1/products/..',
    '/v1//products',
    '//v1/products',
    '/v1/products/a%2Fb',
    '/v1/products/a%5Cb',
    '/v1/products/a\\b',
    '/v1/products/a%00b',
    '/v1/products/a%0d%0ab',
    '/v1/products/a%7f',
    '/v1/products/%zz',
    '/v1/products/%',
    '/v1/products/a#b',
    'http://127.0.0.1/v1/products',
    '/docs/%2e%2e/metrics',
    '*',
  ])('%j is 400', async (target) => {
    const reply = await rawRequest(gateway.port, target === '*' ? 'OPTIONS' : 'GET', target);
    expect(reply).toMatch(/^HTTP\/1\.1 400 /);
    expect(reply).toContain('"code":"route.malformed"');
    expect(received()).toEqual([]);
  });
});
