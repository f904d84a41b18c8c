import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SERVICES } from '../src/domain/access-policy.ts';
import { customer, rawRequest, startTestGateway, type TestGateway } from './test-gateway.ts';

let gateway: TestGateway;
const reached: (string | undefined)[] = [];

beforeAll(async () => {
  gateway = await startTestGateway();
  for (const name of SERVICES) {
    gateway.services[name].answer = (request, response) => {
      reached.push(request.url);
      response.end();
    };
  }
});
beforeEach(() => {
  reached.length = 0;
});
afterAll(() => gateway.stop());

/** Ways out of an address that is open, as one server or another reads them. */
const WAYS_OUT = [
  '/../../internal/skus',
  '/..;/..;/internal/skus',
  '/..%3b/..%3b/internal/skus',
  '/%2e%2e/%2e%2e/internal/skus',
  '/%2E%2e/.%2e/internal/skus',
  '/..%2f..%2finternal%2fskus',
  '/%2e%2e%2f%2e%2e%2finternal',
  '/%252e%252e/%252e%252e/internal/skus',
  '/%25252e%25252e/internal',
  '/%c0%ae%c0%ae/%c0%ae%c0%ae/internal/skus',
  '/%ef%bc%8e%ef%bc%8e/internal/skus',
  '/%u002e%u002e/internal/skus',
  '\\..\\..\\internal\\skus',
  '/..\\..\\internal',
  '/..%5c..%5cinternal',
  '//internal/skus',
  '/.//internal/skus',
  '/%00/internal/skus',
  '%00/../../internal/skus',
  '/%0d%0aGET%20/internal/skus',
  ';/../../internal/skus',
  ';x=/../internal/skus',
  '/internal/skus',
  '#/../../internal/skus',
  '/x/internal/skus?',
];
/** Addresses of nobody that mean something to somebody. */
const SPELLINGS = [
  '/internal/skus?sku=A',
  '/internal;x/skus',
  '/INTERNAL/skus',
  '/%69nternal/skus',
  '//internal/skus',
  '///internal/skus',
  '/./internal/skus',
  '/\\internal/skus',
  '\\internal\\skus',
  '/%2finternal%2fskus',
  '/v1/../internal/skus',
  '/v1/%2e%2e/internal/skus',
  '/v1/..;/internal/skus',
  '/v1/internal/skus',
  '/v1;/internal/skus',
  '/v1%2f..%2finternal',
  '/health/../internal/skus',
  '/docs/../internal/skus',
  '/docs/style.css/..%2f..%2finternal',
  'http://127.0.0.1/internal/skus',
  'http://shop.test/v1/../internal/skus',
  'internal/skus',
  '?/internal/skus',
];
const ADMIN_SPELLINGS = [
  '/v1/ADMIN/users',
  '/v1/admin;/users',
  '/v1//admin/users',
  '/v1/admin//users',
  '/v1/admin%2fusers',
  '/v1/%61dmin/users',
  '/v1/admin/users/',
  '/v1/me/../admin/users',
  '/v1/me/%2e%2e/admin/users',
  '/v1/products/..%2fadmin%2fusers',
  '/v1/products/..%2f..%2fadmin',
  '/v1/admin/./users',
  '/v1/admin/users%00',
  '/v1/admin/users%20',
];

const refused = /^HTTP\/1\.1 40[04] /;

describe('a path to what is not public, in disguise', () => {
  it.each(
    ['/v1/products', '/v1/products/x', '/v1/carts/x', '/docs'].flatMap((open) => WAYS_OUT.map((way) => open + way)),
  )('when it is %j, is refused, and no service hears of it', async (target) => {
    expect(await rawRequest(gateway.port, 'GET', target)).toMatch(refused);
    expect(reached).toEqual([]);
  });

  it.each(SPELLINGS)('when it is %j, is refused, and no service hears of it', async (target) => {
    expect(await rawRequest(gateway.port, 'GET', target)).toMatch(refused);
    expect(reached).toEqual([]);
  });

  it.each(ADMIN_SPELLINGS)('when a customer tries %j, is refused, and no service hears of it', async (target) => {
    expect(await rawRequest(gateway.port, 'GET', target, [`Authorization: Bearer ${customer}`])).toMatch(refused);
    expect(reached).toEqual([]);
  });

  it.each(['x-original-url', 'x-rewrite-url', 'x-forwarded-path', 'x-forwarded-prefix', 'x-http-method-override'])(
    'when it is in the header %s, is not looked at',
    async (name) => {
      await rawRequest(gateway.port, 'GET', '/v1/products', [`${name}: /internal/skus`]);
      expect(reached).toEqual(['/v1/products']);
      expect(await rawRequest(gateway.port, 'GET', '/v1/nowhere', [`${name}: /v1/products`])).toMatch(refused);
      expect(reached).toHaveLength(1);
    },
  );

  it('when a tunnel is asked for, gets none', async () => {
    expect(await rawRequest(gateway.port, 'CONNECT', '127.0.0.1:80')).not.toContain(' 200 ');
    expect(reached).toEqual([]);
  });
});
