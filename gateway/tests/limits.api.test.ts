import { afterEach, describe, expect, it } from 'vitest';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

let gateway: TestGateway;
afterEach(() => gateway.stop());

const login = (address?: string) =>
  gateway.api.post('/v1/auth/login', {
    body: {},
    headers: address === undefined ? {} : { 'x-forwarded-for': address },
  });

describe('rate limits', () => {
  it('when a client asks too often, is told when to come back', async () => {
    gateway = await startTestGateway({ RATE_LIMIT_PER_MINUTE: '2' });
    const first = await gateway.api.get('/v1/products');
    expect(Object.fromEntries(first.headers)).toMatchObject({ 'ratelimit-limit': '2', 'ratelimit-remaining': '1' });
    await gateway.api.get('/v1/nowhere');
    const refused = await gateway.api.get('/v1/products');
    expect(refused).toMatchObject({ status: 429, body: { code: 'request.rate-limited' } });
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      'ratelimit-limit': '2',
      'ratelimit-remaining': '0',
      'ratelimit-reset': refused.headers.get('retry-after'),
    });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(gateway.services['catalog-service'].received).toHaveLength(1);
  });

  it('when credentials are tried, are stricter; providers and probes have none', async () => {
    gateway = await startTestGateway({ RATE_LIMIT_PER_MINUTE: '3', AUTH_RATE_LIMIT_PER_MINUTE: '1' });
    expect((await login()).status).toBe(200);
    expect((await login()).status).toBe(429);
    expect((await gateway.api.get('/v1/auth/jwks.json')).status).toBe(200);
    for (let n = 0; n < 5; n += 1) {
      expect((await gateway.api.post('/v1/webhooks/stripe', { body: '{}' })).status).toBe(200);
      expect((await gateway.api.get('/health/live')).status).toBe(200);
    }
  });

  it('when a client forges where it comes from, count it all the same', async () => {
    gateway = await startTestGateway({ AUTH_RATE_LIMIT_PER_MINUTE: '1' });
    expect((await login('1.1.1.1')).status).toBe(200);
    expect((await login('2.2.2.2')).status).toBe(429);
  });

  it('behind one proxy, count the client that the proxy saw, not what the client says', async () => {
    gateway = await startTestGateway({ AUTH_RATE_LIMIT_PER_MINUTE: '1', TRUST_PROXY: '1' });
    expect((await login('9.9.9.9, 1.1.1.1')).status).toBe(200);
    expect(gateway.services['user-service'].last.headers['x-forwarded-for']).toBe('1.1.1.1');
    expect((await login('8.8.8.8, 1.1.1.1')).status).toBe(429);
    expect((await login('2.2.2.2')).status).toBe(200);
  });

  it('when set to 0, are off', async () => {
    gateway = await startTestGateway({ RATE_LIMIT_PER_MINUTE: '0', AUTH_RATE_LIMIT_PER_MINUTE: '0' });
    for (let n = 0; n < 70; n += 1) expect((await login()).status).toBe(200);
    expect((await gateway.api.get('/v1/products')).headers.has('ratelimit-limit')).toBe(false);
  });
});

describe('pages of other origins', () => {
  const preflight = (origin: string, path = '/v1/carts/c-1') =>
    gateway.api.send('OPTIONS', path, { headers: { origin, 'access-control-request-method': 'DELETE' } });

  it('that are allowed may send what the route takes and read the reply', async () => {
    gateway = await startTestGateway({ CORS_ORIGINS: 'https://shop.test, https://admin.test' });
    gateway.services['catalog-service'].answer = (_request, response) => {
      response.writeHead(200, { vary: 'Accept-Encoding' }).end();
    };
    const asked = await preflight('https://admin.test');
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      'access-control-allow-origin': 'https://admin.test',
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, DELETE, HEAD',
      vary: 'Origin',
    });
    expect(asked.headers.get('access-control-allow-headers')).toContain('x-cart-token');
    const reply = await gateway.api.get('/v1/products', { headers: { origin: 'https://shop.test' } });
    expect(reply.headers.get('access-control-allow-origin')).toBe('https://shop.test');
    expect(reply.headers.get('access-control-expose-headers')).toContain('etag');
    expect(reply.headers.get('vary')).toBe('Origin, Accept-Encoding');
    const refused = await gateway.api.get('/v1/me', { headers: { origin: 'https://shop.test' } });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://shop.test');
  });

  it.each(['https://evil.test', 'https://shop.test.evil.test', 'null', 'http://shop.test'])(
    'such as %s are not allowed, and nothing is reflected',
    async (origin) => {
      gateway = await startTestGateway({ CORS_ORIGINS: 'https://shop.test' });
      for (const reply of [await preflight(origin), await gateway.api.get('/v1/products', { headers: { origin } })]) {
        expect([...reply.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
      }
    },
  );

  it('are none by default', async () => {
    gateway = await startTestGateway();
    const reply = await preflight('https://shop.test');
    expect([...reply.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
});
