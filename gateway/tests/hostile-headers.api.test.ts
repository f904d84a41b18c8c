import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SERVICES } from '../src/domain/access-policy.ts';
import { sendRaw, startTestGateway, type TestGateway } from './test-gateway.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});
afterEach(() => SERVICES.forEach((name) => gateway.services[name].reset()));
afterAll(() => gateway.stop());

const catalog = () => gateway.services['catalog-service'];
const request = (target: string, ...headers: string[]) =>
  sendRaw(gateway.port, [`GET ${target} HTTP/1.1`, ...headers, 'Connection: close', '', ''].join('\r\n'));

describe('a Host header that names somebody else', () => {
  it.each(['evil.test', 'evil.test:80', '127.0.0.1:1', 'internal', 'user:password@evil.test', 'shop.test/../evil', ''])(
    'when it is %j, does not choose the server that answers',
    async (host) => {
      const reply = await request('/v1/products', `Host: ${host}`);
      expect(reply).toMatch(/^HTTP\/1\.1 200 /);
      expect(catalog().last.headers.host).toMatch(/^127\.0\.0\.1:\d+$/);
      expect(JSON.stringify(catalog().last.rawHeaders)).not.toContain('evil');
    },
  );

  it('when there is a second one, is not handed on; when there is none, the request is refused', async () => {
    expect(await request('/v1/products', 'Host: shop.test', 'Host: evil.test')).toMatch(/^HTTP\/1\.1 200 /);
    expect(catalog().last.headersDistinct['host']).toEqual([expect.stringMatching(/^127\.0\.0\.1:\d+$/)]);
    expect(await request('/v1/products')).toMatch(/^HTTP\/1\.1 400 /);
  });

  it.each([
    'http://evil.test/v1/products',
    'https://evil.test/v1/products',
    '//evil.test/v1/products',
    'evil.test:443',
  ])('when %j is asked for instead, is refused', async (target) => {
    expect(await request(target, 'Host: shop.test')).toMatch(/^HTTP\/1\.1 400 /);
    expect(catalog().received).toEqual([]);
  });

  it.each(['/', '/docs', '/checkout/success?order=o-1', '/v1/openapi.json', '/v1/nowhere', '/health/ready'])(
    'makes no link, form, address or cookie of %s',
    async (target) => {
      for (const name of ['Host', 'X-Forwarded-Host', 'X-Host', 'Forwarded']) {
        const host = name === 'Host' ? [] : ['Host: shop.test'];
        const reply = await request(target, ...host, `${name}: ${name === 'Forwarded' ? 'host=' : ''}evil.test`);
        const [head = '', ...body] = reply.split('\r\n\r\n');
        expect(head).toMatch(/^HTTP\/1\.1 \d+ /);
        expect(head).not.toContain('evil.test');
        expect(body.join('')).not.toMatch(/(?:href|action|src|url)=?"?[^"\s]*evil\.test/i);
      }
    },
  );
});

describe('a header that is more than one, or half of one', () => {
  it.each([
    ['a lone CR', 'X-Test: a\rX-Injected: admin-1'],
    ['a NUL', 'X-Test: a\0b'],
    ['a folded line', 'X-Test: a\r\n X-Injected: admin-1'],
    ['a blank before the colon', 'X-Injected : admin-1'],
    ['a name with a blank', 'X Injected: admin-1'],
    ['a line without a colon', 'X-Injected'],
    ['a lone LF', 'X-Test: a\nX-Injected: 1'],
  ])('when it is %s, is refused', async (_what, header) => {
    expect(await request('/v1/products', 'Host: shop.test', header)).toMatch(/^HTTP\/1\.1 400 /);
    expect(catalog().received).toEqual([]);
  });

  it.each([
    '/v1/products/a%0d%0aSet-Cookie:%20a=1',
    '/?order=%0d%0aSet-Cookie:%20a=1',
    '/checkout/success?order=%0d%0aSet-Cookie:a',
  ])('when it is in %s, becomes no header of the reply', async (target) => {
    const reply = await request(target, 'Host: shop.test', 'X-Request-Id: a%0d%0aSet-Cookie:a');
    expect(reply.split('\r\n\r\n')[0]?.toLowerCase()).not.toContain('set-cookie');
  });
});
