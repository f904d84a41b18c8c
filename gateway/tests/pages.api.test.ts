import type { RequestListener } from 'node:http';
import { openApiPaths } from '@souk/chassis/http/openapi';
import { problemEntries } from '@souk/chassis/http/problems';
import { listOf, ListQuery, ok, route } from '@souk/chassis/http/route';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SERVICES } from '../src/domain/access-policy.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

let gateway: TestGateway;
let now = Date.parse('2026-01-01T00:00:00Z');

beforeAll(async () => {
  gateway = await startTestGateway({}, { clock: { now: () => new Date(now) } });
});
beforeEach(() => {
  now += 3_600_000;
  SERVICES.forEach((name) => (gateway.services[name].answer = itselfOf(name)));
});
afterAll(() => gateway.stop());

const nothing = () => Promise.resolve(ok({}));

const ROUTES = {
  'order-service': [
    route({
      method: 'post',
      path: '/v1/checkout',
      access: 'guest',
      idempotency: 'natural',
      summary: 'Place an order <script>alert(1)</script>',
      body: z.strictObject({ cartId: z.string().max(100), note: z.string().nullable(), total: z.int().min(1) }),
      replies: { 201: z.object({ orderId: z.uuid() }), 202: null },
      handle: nothing,
    }),
    route({
      method: 'get',
      path: '/v1/orders/:orderId',
      access: 'guest',
      summary: 'One order',
      params: z.strictObject({ orderId: z.uuid() }),
      replies: { 200: z.object({ lines: z.array(z.object({ sku: z.string() })) }) },
      handle: nothing,
    }),
  ],
  'catalog-service': [
    route({
      method: 'get',
      path: '/v1/products',
      access: 'public',
      summary: 'Products',
      query: ListQuery,
      replies: { 200: listOf(z.object({ name: z.string() })) },
      handle: nothing,
    }),
  ],
};

/** What a service says about itself. */
const itselfOf =
  (name: string): RequestListener =>
  (request, response) => {
    const routes = name in ROUTES ? ROUTES[name as keyof typeof ROUTES] : [];
    const about: Readonly<Record<string, unknown>> = {
      '/health/ready': { status: 'up', checks: { database: true } },
      '/internal/problems.json': problemEntries({
        [`${name}.busy`]: { status: 503, fields: { inSeconds: z.int().optional() } },
      }),
    };
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify(about[request.url ?? ''] ?? openApiPaths(routes, name)));
  };

describe('the health report', () => {
  it('when every service is ready, is up', async () => {
    for (const path of ['/health/ready', '/health/services']) {
      const reply = await gateway.api.get(path);
      expect(reply.status).toBe(200);
      expect(reply.body.status).toBe('up');
      expect(Object.keys(reply.body.services)).toEqual([...SERVICES]);
      expect(reply.body.services['cart-service']).toEqual({ status: 'up', checks: { database: true } });
    }
  });

  it('when one is not ready, one talks nonsense and one breaks off, names them, and the gateway itself is ready', async () => {
    gateway.services['user-service'].answer = (_request, response) => {
      response.writeHead(503, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ status: 'down', checks: { database: false } }));
    };
    gateway.services['cart-service'].answer = (_request, response) => response.end('nonsense');
    gateway.services['payment-service'].answer = (request) => request.socket.destroy();
    const report = {
      status: 'degraded',
      services: {
        'user-service': { status: 'down', checks: { database: false } },
        'cart-service': { status: 'down', checks: {} },
        'payment-service': { status: 'down', checks: {} },
        'order-service': { status: 'up' },
      },
    };
    expect(await gateway.api.get('/health/services')).toMatchObject({ status: 503, body: report });
    expect(await gateway.api.get('/health/ready')).toMatchObject({ status: 200, body: report });
  });

  it('when one does not answer, says at once that the gateway is ready, with what was known', async () => {
    expect((await gateway.api.get('/health/services')).status).toBe(200);
    gateway.services['user-service'].answer = () => undefined;
    now += 1_001;
    const startedAt = performance.now();
    expect(await gateway.api.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'up' } });
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  it('when one does not answer, comes within its deadline all the same', async () => {
    gateway.services['user-service'].answer = () => undefined;
    const startedAt = performance.now();
    expect((await gateway.api.get('/health/services')).body.services['user-service'].status).toBe('down');
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('when asked again at once, is not asked of the services again', async () => {
    let asked = 0;
    gateway.services['user-service'].answer = (request, response) => {
      asked += 1;
      itselfOf('user-service')(request, response);
    };
    await Promise.all([gateway.api.get('/health/services'), gateway.api.get('/health/services')]);
    await gateway.api.get('/health/services');
    expect(asked).toBe(1);
    now += 1_001;
    await gateway.api.get('/health/services');
    expect(asked).toBe(2);
  });

  it('of the gateway itself says that it is alive', async () => {
    expect((await gateway.api.get('/health/live')).body).toEqual({ status: 'up', checks: {} });
  });
});

describe('metrics', () => {
  it('are for this machine, named by route', async () => {
    await gateway.api.get('/v1/orders/o-1');
    const { status, text } = await gateway.api.get('/metrics');
    expect(status).toBe(200);
    expect(text).toContain('route="/v1/orders/:orderId"');
    expect((await gateway.api.get('/metrics', { headers: { 'x-forwarded-for': '1.2.3.4' } })).status).toBe(404);
  });
});

describe('the API document', () => {
  it('joins what the services say about themselves, and is kept for a minute', async () => {
    const { status, body } = await gateway.api.get('/v1/openapi.json');
    expect(status).toBe(200);
    expect(body).toMatchObject({ openapi: '3.1.0', info: { title: 'Souk', version: '1.0.0' }, 'x-unavailable': [] });
    expect(Object.keys(body.paths)).toEqual(['/v1/products', '/v1/checkout', '/v1/orders/{orderId}']);
    expect(body.paths['/v1/checkout'].post.requestBody.content['application/json'].schema.required).toContain('cartId');
    expect(body['x-problems']).toContainEqual({
      code: 'order-service.busy',
      status: 503,
      fields: { inSeconds: expect.objectContaining({ type: 'integer' }) },
      required: [],
    });
    expect(body.components.securitySchemes.accessToken).toMatchObject({ type: 'http', scheme: 'bearer' });
    gateway.services['order-service'].answer = (_request, response) => response.writeHead(500).end();
    now += 59_000;
    expect((await gateway.api.get('/v1/openapi.json')).body['x-unavailable']).toEqual([]);
    now += 2_000;
    expect((await gateway.api.get('/v1/openapi.json')).body['x-unavailable']).toEqual(['order-service']);
  });

  it('when a service is missing, names it and asks it again soon', async () => {
    gateway.services['order-service'].answer = (_request, response) => response.writeHead(500).end();
    const incomplete = await gateway.api.get('/v1/openapi.json');
    expect(incomplete.body['x-unavailable']).toEqual(['order-service']);
    expect(Object.keys(incomplete.body.paths)).toEqual(['/v1/products']);
    expect((await gateway.api.get('/docs')).text).toContain('order-service did not answer');
    gateway.services['order-service'].answer = itselfOf('order-service');
    now += 2_001;
    expect((await gateway.api.get('/v1/openapi.json')).body['x-unavailable']).toEqual([]);
  });

  it('when a service does not say why it refuses something, names it as missing', async () => {
    gateway.services['order-service'].answer = (request, response) => {
      if (request.url === '/internal/problems.json') response.writeHead(500).end();
      else itselfOf('order-service')(request, response);
    };
    expect((await gateway.api.get('/v1/openapi.json')).body['x-unavailable']).toEqual(['order-service']);
  });
});

describe('the pages', () => {
  it.each(['/', '/docs', '/checkout/success?order=o-1', '/checkout/cancelled'])(
    '%s has nothing inline, and a policy that would stop it',
    async (path) => {
      const { status, text, headers } = await gateway.api.get(path);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(text).not.toMatch(/<script|<style|\sstyle=|\son\w+=|javascript:|https?:\/\/(?!127\.0\.0\.1)/i);
      const policy = headers.get('content-security-policy');
      expect(policy).toContain("default-src 'none'; style-src 'self'");
      expect(policy).not.toContain('unsafe');
    },
  );

  it('share a stylesheet', async () => {
    const { status, headers, text } = await gateway.api.get('/docs/style.css');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/css');
    expect(text).toContain('.operation');
    expect((await gateway.api.get('/docs')).text).toContain('href="/docs/style.css"');
  });

  it('of the reference show every operation with who may call it, what it takes and an example', async () => {
    const { text } = await gateway.api.get('/docs');
    expect(text.match(/<details class="operation">/g)).toHaveLength(3);
    expect(text).toContain('/v1/orders/<var>{orderId}</var>');
    expect(text).toContain('Place an order &lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).toContain('Guest or customer');
    expect(text).toContain('href="#post-v1-checkout"');
    expect(text).toContain('id="post-v1-checkout"');
    expect(text).toContain('1 to 100, default 20');
    expect(text).toContain('&quot;$SOUK/v1/orders/$ORDER_ID&quot;');
    expect(text).toContain(`export SOUK=${gateway.url}`);
  });

  it('to which Stripe sends people back show the order’s number and nothing that it hides', async () => {
    expect((await gateway.api.get('/checkout/success?order=o-1')).text).toContain('<code>o-1</code>');
    const hostile = await gateway.api.get(
      `/checkout/success?order=${encodeURIComponent('"><script>alert(1)</script>')}`,
    );
    expect(hostile.text).toContain('&quot;&gt;&lt;script&gt;');
    expect(hostile.text).not.toContain('<script');
    const twice = await gateway.api.get('/checkout/cancelled?order=1&order=2');
    expect(twice.text).not.toContain('class="reference-number"');
  });

  it('come with every security header and without a word about the server', async () => {
    const { headers } = await gateway.api.get('/');
    expect(Object.fromEntries(headers)).toMatchObject({
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    });
    expect(headers.has('x-powered-by')).toBe(false);
  });
});
