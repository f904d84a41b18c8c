import { randomUUID } from 'node:crypto';
import type { SERVICES } from '@souk/local/platform-plan';
import { ApiClient, type ApiReply } from '@souk/testing/api-client';
import { eventually } from '@souk/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rightCaller, rightRequest } from '../bad-input/api-request.ts';
import { routesOf, type ApiRoute } from '../bad-input/api-route.ts';
import { failuresOf } from '../bad-input/census.ts';
import { setTheStage, type Stage } from '../bad-input/stage.ts';
import { changesBetween, DatabaseWindow } from '../bad-input/stored-documents.ts';
import { ShopFloor } from '../shop-floor.ts';
import { Shopper } from '../shopper.ts';
import { holdOpen } from './held-connections.ts';
import { brokenUpload, UPLOAD_BOMBS } from './hostile-uploads.ts';
import { aPicturedProduct } from './more-things.ts';
import { plainRequest } from './plain-request.ts';
import { privilegedBodies, privilegedPlaces } from './privileged-fields.ts';

let floor: ShopFloor;
let api: ApiClient;
let sandbox: ApiClient;
let routes: readonly ApiRoute[];
let stage: Stage;

beforeAll(async () => {
  floor = await ShopFloor.share();
  api = new ApiClient(floor.url);
  sandbox = new ApiClient(floor.platform.sandboxUrl);
  routes = routesOf(floor.document);
  stage = await setTheStage(floor, 'REQUESTS-1');
});

afterAll(() => floor.close());

const EVIL = {
  host: 'evil.test',
  'x-forwarded-host': 'evil.test',
  'x-forwarded-proto': 'https',
  forwarded: 'host=evil.test;proto=https',
  origin: 'https://evil.test',
  referer: 'https://evil.test/checkout',
};

describe('a field of a body that only the shop may decide', () => {
  const open = () => routes.filter(({ access, body }) => access !== 'admin' && access !== 'signed' && body !== null);

  it('is part of no body but where a shopper says what total they have seen', () => {
    const places = open().map(({ name, body }) => [name, body === null ? [] : privilegedPlaces(body.schema)] as const);
    const found = places.filter(([, pointers]) => pointers.length > 0);
    expect(Object.fromEntries(found)).toEqual({
      'POST /v1/checkout': ['/expectedTotal/amount', '/expectedTotal/currency'],
    });
  });

  it('is refused in every body, and nothing changes', async () => {
    const databases = new DatabaseWindow(floor.databaseUri);
    const before = await databases.settledDocuments();
    const checks = open().flatMap((route) => privilegedBodies(rightRequest(route, rightCaller(route, stage))));
    expect(checks.length).toBeGreaterThan(400);
    expect(await failuresOf(checks, floor.url)).toEqual([]);
    expect(changesBetween(before, await databases.documents())).toEqual([]);
    await databases.close();
  });
});

describe('an address that a client would like others to be sent to', () => {
  const toUs = (address: string) => expect(new URL(address).origin).toBe(floor.url);

  it('is not where Stripe Checkout leads back to', async () => {
    const shopper = await Shopper.register(floor.url);
    await shopper.addToCart(stage.admin.things['sku']!);
    const { subtotal } = await shopper.cart();
    const expectedTotal = { amount: subtotal.amount + 490, currency: subtotal.currency };
    const { text } = await plainRequest(floor.url, {
      method: 'POST',
      path: '/v1/checkout',
      headers: {
        ...EVIL,
        authorization: `Bearer ${shopper.token}`,
        'idempotency-key': randomUUID(),
        prefer: 'wait=30',
      },
      body: {
        cartId: shopper.cartId,
        email: shopper.email,
        shippingMethod: 'standard',
        shippingAddress: { name: 'E2E', line1: '1 Rue du Souk', postalCode: '75001', city: 'Paris', country: 'FR' },
        expectedTotal,
      },
    });
    const { checkoutUrl } = JSON.parse(text) as { checkoutUrl: string };
    const session = await sandbox.get(`/v1/checkout/sessions/${new URL(checkoutUrl).pathname.split('/').at(-1)}`, {
      token: floor.platform.secrets.stripeSecretKey,
    });
    toUs(session.body.success_url);
    toUs(session.body.cancel_url);
    expect(session.text).not.toContain('evil.test');
  });

  it.each(['the gateway', 'the service itself'])(
    'is not in the mail of an account that is opened at %s',
    async (door) => {
      const url = door === 'the gateway' ? floor.url : `http://127.0.0.1:${floor.platform.ports.user}`;
      const email = `${randomUUID()}@souk.local`;
      const body = { email, password: randomUUID(), name: 'https://evil.test' };
      const { status } = await plainRequest(url, { method: 'POST', path: '/v1/auth/register', headers: EVIL, body });
      expect(status).toBe(202);
      const { html, text } = await eventually(async () => {
        const { body } = await sandbox.get(`/_sandbox/emails?to=${email}`);
        expect(body.data).toHaveLength(1);
        return body.data[0];
      });
      const links = [...html.matchAll(/(?:href|src)="([^"]+)"/g), ...text.matchAll(/(https?:\S+verify-email\S*)/g)];
      expect(links.length).toBeGreaterThan(1);
      for (const [, link] of links) toUs(link);
    },
  );

  it('is on no page that people land on', async () => {
    const wishes = ['next', 'return_to', 'success_url', 'redirect', 'url']
      .map((name) => `${name}=//evil.test`)
      .join('&');
    for (const page of ['/', '/checkout/success', '/checkout/cancelled', '/verify-email', '/docs']) {
      const reply = await api.get(`${page}?order=o-1&${wishes}`);
      expect(reply.text).not.toContain('evil.test');
      expect(reply.headers.get('location')).toBeNull();
    }
  });
});

describe('requests that are to exhaust a server', () => {
  const pids = () => floor.platform.processes.map(({ name, pid }) => `${name} ${pid}`);
  const megabytesOf = async (service: 'gateway' | (typeof SERVICES)[number]): Promise<number> => {
    const { text } = await new ApiClient(`http://127.0.0.1:${floor.platform.ports[service]}`).get('/metrics');
    return Number(/^process_resident_memory_bytes\S* (\d+)/m.exec(text)?.[1]) / 1e6;
  };
  const answers = async () => expect(await api.get('/v1/products')).toMatchObject({ status: 200 });

  it('when two thousand connections are open and say nothing whole, others are answered', async () => {
    const before = { pids: pids(), memory: await megabytesOf('gateway') };
    const starts = ['', 'GET /v1/products HTTP/1.1\r\nHost: souk\r\nX-Slow', 'POST /v1/auth/login HTTP/1.1\r\n'];
    const held = await holdOpen(floor.platform.ports.gateway, 2_000, starts);
    for (let n = 0; n < 20; n += 1) await answers();
    expect(held.open()).toBe(2_000);
    held.close();
    await answers();
    expect(pids()).toEqual(before.pids);
    expect((await megabytesOf('gateway')) - before.memory).toBeLessThan(150);
  });

  it.each(Object.entries(UPLOAD_BOMBS))('when an upload has %s, is refused', async (_what, bomb) => {
    const before = await megabytesOf('catalog');
    const { productId } = stage.admin.things;
    for (let n = 0; n < 3; n += 1) {
      const { headers, body } = bomb();
      const path = `/v1/admin/products/${productId}/images`;
      const reply = await api.post(path, { headers: { ...stage.admin.headers, ...headers }, body });
      expect([400, 413]).toContain(reply.status);
      expect(reply.body.code).toMatch(/^(?:images|request)\.[a-z-]+$/);
    }
    expect((await megabytesOf('catalog')) - before).toBeLessThan(150);
  });

  it('when uploads are broken off half-way, the next one is taken', async () => {
    const before = { pids: pids(), memory: await megabytesOf('catalog') };
    const path = `/v1/admin/products/${stage.admin.things['productId']}/images`;
    for (let n = 0; n < 20; n += 1) await brokenUpload(floor.url, path, stage.admin.headers);
    await eventually(() => aPicturedProduct(floor, `SECURITY-${randomUUID().slice(0, 8)}`));
    expect(pids()).toEqual(before.pids);
    expect((await megabytesOf('catalog')) - before.memory).toBeLessThan(150);
  });
});

describe('what a reply tells about the server, and forbids', () => {
  const TELLS = /^(?:x-powered-by|server|via|x-aspnet.*|x-runtime)$/;
  const FORBIDS = {
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
  const NOTHING = "default-src 'none';frame-ancestors 'none'";
  const OWN_STYLE = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  const expectStrictness = ({ headers, text }: ApiReply, policy: string) => {
    const expected = { ...FORBIDS, 'content-security-policy': policy };
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, headers.get(name)]))).toEqual(expected);
    expect([...headers.keys()].filter((name) => TELLS.test(name))).toEqual([]);
    expect(text).not.toMatch(/\n\s+at |node_modules|\.ts:\d/);
  };
  const json = { 'content-type': 'application/json' };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  const REPLIES: Readonly<Record<string, () => Promise<ApiReply>>> = {
    'JSON of a service': () => api.get('/v1/products'),
    'JSON of the gateway': () => api.get('/v1/openapi.json'),
    'nothing at all': () => api.post('/v1/auth/resend-verification', { body: { email: 'nobody@souk.local' } }),
    'what is allowed': () => api.send('OPTIONS', '/v1/products', {}),
    'a refusal of the gateway': () => api.get('/v1/me'),
    'an address of nobody': () => api.get('/nowhere'),
    'a refusal of a service': () => api.get('/v1/products/none'),
    'a body that cannot be read': () => api.post('/v1/auth/login', { body: '{', headers: json }),
    'a body that is too large': () => api.post('/v1/auth/login', { body: `{"a":"${'a'.repeat(2e5)}"}`, headers: json }),
    'a form that is too large': () => api.post('/verify-email', { body: 'a='.padEnd(2_000, 'a'), headers: form }),
    'a stylesheet': () => api.get('/docs/style.css'),
  };

  it.each(Object.entries(REPLIES))(
    'when it is %s, is nothing of the one and everything of the other',
    async (_what, ask) => expectStrictness(await ask(), NOTHING),
  );

  it.each(['/', '/docs', '/checkout/success', '/verify-email'])(
    'when it is the page %s, lets only its own style in, and no script',
    async (page) => expectStrictness(await api.get(page), OWN_STYLE),
  );

  it('when it is a page of the sandbox, lets nothing inline in either', async () => {
    const shopper = await Shopper.asGuest(floor.url);
    await shopper.addToCart(stage.admin.things['sku']!);
    const { checkoutUrl } = await shopper.checkOut();
    for (const page of ['/', '/inbox', new URL(checkoutUrl).pathname, '/nowhere']) {
      const { headers, text } = await sandbox.get(page);
      expect(text).not.toMatch(/<script|\sstyle=|\son\w+=|\n\s+at |node_modules/i);
      const policy = headers.get('content-security-policy');
      if (headers.get('content-type')?.includes('html') === true) expect(policy).toContain("default-src 'none'");
      expect(policy ?? '').not.toContain('unsafe');
      expect(headers.has('x-powered-by')).toBe(false);
    }
  });
});
