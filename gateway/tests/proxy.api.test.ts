import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { eventually } from '@souk/testing/eventually';
import { testKeySet } from '@souk/testing/test-tokens';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SERVICES } from '../src/domain/access-policy.ts';
import { admin, customer, rawRequest, sendRaw, startTestGateway, type TestGateway } from './test-gateway.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});
afterEach(() => SERVICES.forEach((name) => gateway.services[name].reset()));
afterAll(() => gateway.stop());

const catalog = () => gateway.services['catalog-service'];
const headersOf = async (given: Record<string, string>) => {
  await gateway.api.get('/v1/products', { headers: given });
  return catalog().last.headers;
};

describe('request headers', () => {
  it('that services need are handed on', async () => {
    const given = {
      authorization: `Bearer ${customer}`,
      'x-cart-token': 'cart',
      'x-order-token': 'order',
      'idempotency-key': 'key',
      'if-match': '"1"',
      'if-none-match': '"2"',
      prefer: 'wait=1',
      cookie: '__Host-refresh=r',
      origin: 'https://shop.test',
      'user-agent': 'test',
    };
    expect(await headersOf(given)).toMatchObject(given);
  });

  it('that only the gateway may set are replaced or dropped', async () => {
    const headers = await headersOf({
      'x-user-id': 'admin-1',
      'x-user-role': 'admin',
      x_user_id: 'admin-1',
      x_anything: '1',
      'x-forwarded-for': '1.2.3.4',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'evil.test',
      forwarded: 'for=1.2.3.4',
    });
    expect(headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' });
    expect(Object.keys(headers).filter((name) => /x-user|_|forwarded-host|^forwarded/.test(name))).toEqual([]);
    expect(headers.host).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  it('that concern the connection only, or are named in Connection, end here', async () => {
    await rawRequest(gateway.port, 'GET', '/v1/products', [
      'Connection: x-secret-hop, upgrade',
      'X-Secret-Hop: 1',
      'Upgrade: websocket',
      'TE: trailers',
      'Proxy-Authorization: Basic abc',
      'Expect: 100-continue',
    ]);
    const { headers } = catalog().last;
    expect(headers.connection).toBe('keep-alive');
    for (const name of ['x-secret-hop', 'upgrade', 'te', 'proxy-authorization', 'expect', 'keep-alive']) {
      expect(headers).not.toHaveProperty(name);
    }
  });

  it('for tracing are kept when they make sense and made otherwise', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    expect(await headersOf({ traceparent, 'x-request-id': 'mine-1' })).toMatchObject({
      traceparent,
      'x-request-id': 'mine-1',
    });
    const reply = await gateway.api.get('/v1/products', {
      headers: { traceparent: '00-0-0-01', 'x-request-id': 'no spaces please' },
    });
    const { headers } = catalog().last;
    expect(headers['traceparent']).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/);
    expect(headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
    expect(reply.headers.get('x-request-id')).toBe(headers['x-request-id']);
  });
});

describe('a reply', () => {
  it('keeps its status, cookies, validators and body, and loses what tells about the server', async () => {
    catalog().answer = (_request, response) => {
      response.writeHead(201, {
        'set-cookie': ['a=1', 'b=2'],
        etag: '"7"',
        location: '/v1/products/7',
        'cache-control': 'max-age=5',
        'x-powered-by': 'Express',
        server: 'x',
        'keep-alive': 'timeout=1',
      });
      response.end('body');
    };
    const reply = await gateway.api.get('/v1/products');
    expect(reply).toMatchObject({ status: 201, text: 'body' });
    expect(reply.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      etag: '"7"',
      location: '/v1/products/7',
      'cache-control': 'max-age=5',
    });
    expect(reply.headers.has('x-powered-by')).toBe(false);
    expect(reply.headers.has('server')).toBe(false);
    expect(reply.headers.get('keep-alive')).not.toBe('timeout=1');
  });

  it('without a body stays without one', async () => {
    catalog().answer = (_request, response) => {
      response.writeHead(304, { etag: '"7"' }).end();
    };
    expect(await gateway.api.get('/v1/products')).toMatchObject({ status: 304, text: '' });
  });

  it('is streamed: its beginning arrives before its end is written', async () => {
    let finish = () => {};
    catalog().answer = (_request, response) => {
      response.write('first ');
      finish = () => response.end('last');
    };
    const response = await fetch(`${gateway.url}/v1/products`);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe('first ');
    finish();
    expect((await reader.read()).value).toBe('last');
  });

  it('that breaks off breaks off for the client too', async () => {
    catalog().answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setImmediate(() => response.destroy());
    };
    await expect(gateway.api.get('/v1/products')).rejects.toThrow('terminated');
  });
});

describe('an upload', () => {
  const upload = (headers: Record<string, string | number> = {}) =>
    httpRequest({
      port: gateway.port,
      host: '127.0.0.1',
      method: 'POST',
      path: '/v1/admin/products/p-1/images',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/octet-stream', ...headers },
    });

  it.each([
    ['of known length', { 'content-length': 20 * 2 ** 20 }],
    ['in chunks', {}],
  ])(
    'of 20 MB %s is streamed: the service has its beginning before the client sends its end',
    async (_what, headers) => {
      const part = Buffer.alloc(2 ** 20, 'a');
      let receivedBytes = 0;
      catalog().answer = (request, response) => {
        request.on('data', (chunk: Buffer) => (receivedBytes += chunk.length));
        request.on('end', () => response.end('thanks'));
      };
      const client = upload(headers);
      client.write(part);
      await eventually(() => expect(receivedBytes).toBe(part.length));
      for (let sent = 1; sent < 20; sent += 1) if (!client.write(part)) await once(client, 'drain');
      client.end();
      const [reply] = (await once(client, 'response')) as [IncomingMessage];
      expect(await text(reply)).toBe('thanks');
      expect(receivedBytes).toBe(20 * 2 ** 20);
    },
  );

  it('that the client breaks off is broken off at the service', async () => {
    const atService = new Promise<IncomingMessage>((resolve) => (catalog().answer = resolve));
    const client = upload().on('error', () => undefined);
    client.write(Buffer.alloc(2 ** 18));
    const request = (await atService).resume();
    const aborted = once(request, 'error') as Promise<[NodeJS.ErrnoException]>;
    client.destroy();
    expect((await aborted)[0].code).toBe('ECONNRESET');
    expect(request.complete).toBe(false);
  });

  it('that the service refuses early gets the refusal', async () => {
    catalog().answer = (_request, response) => response.writeHead(413).end('too large');
    const client = upload().on('error', () => undefined);
    client.write(Buffer.alloc(2 ** 20));
    const [reply] = (await once(client, 'response')) as [IncomingMessage];
    expect(reply.statusCode).toBe(413);
    expect(await text(reply)).toBe('too large');
    client.destroy();
  });

  it('that announces more than 100 MB is 413 before a byte of it is read', async () => {
    const client = upload({ 'content-length': 100 * 2 ** 20 + 1 }).on('error', () => undefined);
    client.flushHeaders();
    const [reply] = (await once(client, 'response')) as [IncomingMessage];
    expect(reply.statusCode).toBe(413);
    expect(JSON.parse(await text(reply))).toMatchObject({ code: 'request.too-large' });
    expect(catalog().received).toEqual([]);
    client.destroy();
  });

  it('that turns out to have more than 100 MB is 413', async () => {
    catalog().answer = (request) => request.resume().on('error', () => undefined);
    const client = upload().on('error', () => undefined);
    const response = once(client, 'response') as Promise<[IncomingMessage]>;
    const part = Buffer.alloc(2 ** 20);
    for (let sent = 0; sent <= 100; sent += 1) {
      if (!client.write(part)) await Promise.race([once(client, 'drain'), response]);
    }
    const [reply] = await response;
    expect(reply.statusCode).toBe(413);
    reply.resume();
    client.destroy();
  });
});

describe('a message whose end two servers may see in different places', () => {
  const smuggled = 'GET /internal/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n';
  const chunked = `${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`;

  it.each([
    ['a chunked body of a GET', 'GET /v1/products', 'Transfer-Encoding: chunked', chunked],
    ['a body of a GET', 'GET /v1/products', `Content-Length: ${smuggled.length}`, smuggled],
    ['a chunked body of a DELETE', 'DELETE /v1/carts/c-1', 'Transfer-Encoding: chunked', chunked],
    ['another transfer coding', 'POST /v1/carts', 'Transfer-Encoding: gzip, chunked', chunked],
    ['two lengths', 'POST /v1/carts', 'Content-Length: 5\r\nContent-Length: 6', 'hello!'],
    ['a length and chunks', 'POST /v1/carts', 'Content-Length: 5\r\nTransfer-Encoding: chunked', chunked],
  ])('%s is 400 and reaches nobody', async (_what, target, framing, body) => {
    const head = `${target} HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n${framing}\r\n\r\n`;
    expect(await sendRaw(gateway.port, head + body)).toMatch(/^HTTP\/1\.1 400 /);
    expect(SERVICES.filter((name) => gateway.services[name].received.length > 0)).toEqual([]);
  });

  it('without a body has none at the service either', async () => {
    await rawRequest(gateway.port, 'POST', '/v1/carts');
    const { headers } = gateway.services['cart-service'].last;
    expect(headers['content-length']).toBe('0');
    expect(headers).not.toHaveProperty('transfer-encoding');
  });
});

describe('a service', () => {
  it.each([
    ['GET', 1, 200],
    ['HEAD', 1, 200],
    ['GET', 2, 503],
    ['POST', 1, 503],
  ] as const)(
    'that breaks off is asked again for what changes nothing, once: %s, %i times, makes %i',
    async (method, breaks, status) => {
      const { answer } = catalog();
      catalog().answer = (request, response) => {
        if (catalog().received.length <= breaks) request.socket.destroy();
        else answer(request, response);
      };
      const path = method === 'POST' ? '/v1/admin/categories' : '/v1/products';
      const reply = await fetch(`${gateway.url}${path}`, { method, headers: { authorization: `Bearer ${admin}` } });
      expect(reply.status).toBe(status);
      expect(catalog().received).toHaveLength(method === 'POST' ? 1 : 2);
    },
  );

  it('that breaks off behind the head of its reply makes a 503', async () => {
    catalog().answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.flushHeaders();
      response.destroy();
    };
    const reply = await gateway.api.get('/v1/products');
    expect(reply).toMatchObject({ status: 503, body: { code: 'upstream.unavailable' } });
  });

  it('that breaks off before it replies makes a 503', async () => {
    catalog().answer = (request) => request.socket.destroy();
    const reply = await gateway.api.get('/v1/products');
    expect(reply).toMatchObject({ status: 503, body: { code: 'upstream.unavailable' } });
    expect(reply.headers.get('retry-after')).toBe('2');
  });

  it('that talks nonsense makes a 503', async () => {
    catalog().answer = (request) => request.socket.end('nonsense\r\n\r\n');
    expect(await gateway.api.get('/v1/products')).toMatchObject({
      status: 503,
      body: { code: 'upstream.unavailable' },
    });
  });

  it('is told when the client goes away', async () => {
    const atService = new Promise<ServerResponse>(
      (resolve) => (catalog().answer = (_request, response) => resolve(response)),
    );
    const leave = new AbortController();
    const left = expect(fetch(`${gateway.url}/v1/products`, { signal: leave.signal })).rejects.toThrow('aborted');
    const response = await atService;
    const closed = once(response, 'close');
    leave.abort();
    await closed;
    expect(response.writableFinished).toBe(false);
    await left;
  });

  it('is not asked when the client has gone before its token is checked', async () => {
    const asked = Promise.withResolvers<undefined>();
    const key = Promise.withResolvers<null>();
    const left = Promise.withResolvers<undefined>();
    const keySet = {
      get: async (kid: string) => {
        asked.resolve(undefined);
        await key.promise;
        return testKeySet.get(kid);
      },
    };
    const other = await startTestGateway({}, { keySet });
    const client = httpRequest({
      port: other.port,
      host: '127.0.0.1',
      path: '/v1/orders',
      headers: { authorization: `Bearer ${customer}` },
      agent: false,
    });
    client.on('error', () => undefined).on('close', () => left.resolve(undefined));
    client.end();
    await asked.promise;
    client.destroy();
    await left.promise;
    // A request that comes after the other has gone is answered after the gateway has seen that.
    await other.api.get('/v1/shipping-methods');
    key.resolve(null);
    expect((await other.api.get('/v1/orders', { token: customer })).status).toBe(200);
    // Nothing has come between: the connection of the first of them was free for the second.
    const { received } = other.services['order-service'];
    expect(received.map(({ url }) => url)).toEqual(['/v1/shipping-methods', '/v1/orders']);
    expect(received[1]?.socket).toBe(received[0]?.socket);
    await other.stop();
  });

  it('keeps few connections for many requests', async () => {
    const ports = new Set<number | undefined>();
    catalog().answer = (request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    };
    for (let n = 0; n < 50; n += 1) await gateway.api.get('/v1/products');
    expect(ports.size).toBeLessThan(5);
  });

  it('that is not there makes a 503, and the others go on', async () => {
    await catalog().stop();
    const reply = await gateway.api.get('/v1/products');
    expect(reply).toMatchObject({ status: 503, body: { code: 'upstream.unavailable' } });
    expect(reply.headers.get('retry-after')).toBe('2');
    expect((await gateway.api.get('/v1/shipping-methods')).status).toBe(200);
  });
});

describe('stopping', () => {
  it('lets a request in progress end, and takes no new one', async () => {
    const closing = await startTestGateway();
    const atService = new Promise<ServerResponse>(
      (resolve) => (closing.services['order-service'].answer = (_request, response) => resolve(response)),
    );
    const reply = rawRequest(closing.port, 'GET', '/v1/shipping-methods');
    const response = await atService;
    const stopped = closing.stop();
    await expect(closing.api.get('/v1/products')).rejects.toThrow('fetch failed');
    response.end('done');
    expect(await reply).toContain('done');
    await stopped;
  });
});
