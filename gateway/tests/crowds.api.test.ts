import { request as httpRequest, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { eventually } from '@souk/testing/eventually';
import { afterEach, describe, expect, it } from 'vitest';
import { admin, startTestGateway, type TestGateway } from './test-gateway.ts';

let gateway: TestGateway;
const clients: ClientRequest[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await gateway.stop();
});

/** Every client is one that a proxy in front has seen, so that a test can be many. */
const behindProxy = { TRUST_PROXY: '1', RATE_LIMIT_PER_MINUTE: '0' };
const CROWD = '203.0.113.1';
const SOMEBODY = '198.51.100.1';
const from = (address: string) => ({ 'x-forwarded-for': address });

interface Sent {
  readonly client: ClientRequest;
  readonly reply: Promise<{
    readonly status: number;
    readonly body: Record<string, unknown>;
    readonly headers: IncomingMessage['headers'];
  } | null>;
}

/** Begins a request; null is the reply to one that is cut off. */
function begin(method: string, path: string, address: string, headers: Record<string, string | number> = {}): Sent {
  const client = httpRequest({
    port: gateway.port,
    host: '127.0.0.1',
    agent: false,
    method,
    path,
    headers: { ...from(address), ...headers },
  });
  clients.push(client);
  const reply = new Promise<Awaited<Sent['reply']>>((resolve) => {
    client
      .on('error', () => resolve(null))
      .on('response', async (response) => {
        const body = await text(response);
        resolve({
          status: response.statusCode ?? 0,
          body: body === '' ? {} : JSON.parse(body),
          headers: response.headers,
        });
      });
  });
  client.flushHeaders();
  return { client, reply };
}

/** Begins a request whose body never ends. */
function beginOnly(path: string, address: string, headers: Record<string, string | number> = {}): Sent {
  const sent = begin('POST', path, address, { 'content-type': 'application/json', 'content-length': 100, ...headers });
  sent.client.write('{');
  return sent;
}

const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

/** A service that answers when it is told to. */
function holding(service: keyof TestGateway['services']): ServerResponse[] {
  const held: ServerResponse[] = [];
  gateway.services[service].answer = (request, response) => {
    if (request.url === '/health/live') response.end('{}');
    else held.push(response);
  };
  return held;
}

describe('bodies that do not end', () => {
  it('when one client begins a thousand, nobody else waits, nor the client itself, and no service hears of them', async () => {
    gateway = await startTestGateway(behindProxy);
    const begun = times(1_000, () => beginOnly('/v1/checkout', CROWD));
    const refused = await Promise.race(begun.map(({ reply }) => reply));
    expect(refused).toMatchObject({
      status: 429,
      body: { code: 'request.too-many-at-once' },
      headers: { 'retry-after': '1', connection: 'close' },
    });

    for (const address of [SOMEBODY, CROWD]) {
      expect(await gateway.api.post('/v1/checkout', { body: { cartId: 'c' }, headers: from(address) })).toMatchObject({
        status: 200,
      });
      expect(await gateway.api.get('/v1/shipping-methods', { headers: from(address) })).toMatchObject({ status: 200 });
    }

    expect(gateway.services['order-service'].received).toHaveLength(4);
  });

  it('when they are of webhooks, the provider gets through, and shoppers too', async () => {
    gateway = await startTestGateway(behindProxy);
    times(300, (n) => beginOnly('/v1/webhooks/stripe', `203.0.113.${n % 250}`));

    expect(await gateway.api.post('/v1/webhooks/stripe', { body: '{}', headers: from(SOMEBODY) })).toMatchObject({
      status: 200,
    });
    expect(await gateway.api.post('/v1/checkout', { body: {}, headers: from(SOMEBODY) })).toMatchObject({
      status: 200,
    });
  });

  it('when one does not arrive in time, is 408, and its connection ends', async () => {
    gateway = await startTestGateway(behindProxy);
    const reply = await beginOnly('/v1/carts/c/items', SOMEBODY).reply;
    expect(reply).toMatchObject({ status: 408, body: { code: 'request.too-slow' }, headers: { connection: 'close' } });
    expect(gateway.services['cart-service'].received).toEqual([]);
  });

  it('when they are large, one client has few at a time, and the next one is taken', async () => {
    gateway = await startTestGateway(behindProxy);
    const image = { authorization: `Bearer ${admin}`, 'content-type': 'image/png', 'content-length': 2 ** 20 };
    const uploads = times(16, () => begin('POST', '/v1/admin/products/p/images', CROWD, image));
    const refused = await Promise.race(uploads.map(({ reply }) => reply));
    expect(refused).toMatchObject({ status: 429, body: { code: 'request.too-many-at-once' } });

    const other = begin('POST', '/v1/admin/products/p/images', SOMEBODY, image);
    other.client.end(Buffer.alloc(2 ** 20, 'a'));
    expect(await other.reply).toMatchObject({ status: 200 });
  });

  it('when one comes in pieces, the service gets it whole and with its length', async () => {
    gateway = await startTestGateway(behindProxy);
    const sent = begin('POST', '/v1/carts', SOMEBODY, { 'content-type': 'application/json' });
    for (const piece of ['{"a"', ':', '1}']) sent.client.write(piece);
    sent.client.end();
    expect(await sent.reply).toMatchObject({ status: 200, body: { body: '{"a":1}' } });
    expect(gateway.services['cart-service'].last.headers).toMatchObject({ 'content-length': '7' });
    expect(gateway.services['cart-service'].last.headers).not.toHaveProperty('transfer-encoding');
  });
});

describe('requests that wait', () => {
  it('when one client holds all it gets, others wait too, and who does not wait is not concerned', async () => {
    gateway = await startTestGateway(behindProxy);
    const held = holding('order-service');
    const waiting = times(500, () => begin('GET', '/v1/orders/o?wait=30', CROWD));
    const refused = await Promise.race(waiting.map(({ reply }) => reply));
    expect(refused).toMatchObject({ status: 429, body: { code: 'request.too-many-at-once' } });
    await eventually(() => expect(held.length).toBe(334));

    const others = [
      begin('GET', '/v1/orders/o?wait=5', SOMEBODY),
      begin('GET', '/v1/orders/o', CROWD),
      begin('GET', '/v1/orders/o?wait=0', CROWD),
    ];
    await eventually(() => expect(held.length).toBe(337));
    for (const response of held) response.end('{}');
    for (const { reply } of others) expect(await reply).toMatchObject({ status: 200 });
  });

  it('when there is no place to wait for a purchase, it is made all the same and not waited for', async () => {
    gateway = await startTestGateway(behindProxy);
    const held = holding('order-service');
    times(334, () => begin('GET', '/v1/orders/o?wait=30', CROWD));
    await eventually(() => expect(held.length).toBe(334));

    const purchase = begin('POST', '/v1/checkout', CROWD, { 'content-length': 0, prefer: 'wait=20' });
    purchase.client.end();
    await eventually(() => expect(held.length).toBe(335));
    expect(gateway.services['order-service'].last.headers).toMatchObject({ prefer: 'wait=0' });
    held.at(-1)?.writeHead(202).end();
    expect(await purchase.reply).toMatchObject({ status: 202 });
  });
});

describe('requests in progress', () => {
  it('when one client has as many as it gets, it is told so, and others have their own', async () => {
    gateway = await startTestGateway({ ...behindProxy, READ_TIMEOUT_MS: '60000' });
    const held = holding('catalog-service');
    const asked = times(400, () => begin('GET', '/v1/products', CROWD));
    expect(await Promise.race(asked.map(({ reply }) => reply))).toMatchObject({ status: 429 });
    const other = begin('GET', '/v1/products', SOMEBODY);
    await eventually(() => expect(held.length).toBe(335));
    expect(await gateway.api.get('/v1/shipping-methods', { headers: from(CROWD) })).toMatchObject({ status: 200 });
    for (const response of held) response.end('{}');
    expect(await other.reply).toMatchObject({ status: 200 });
    gateway.services['catalog-service'].reset();
    expect(await gateway.api.get('/v1/products', { headers: from(CROWD) })).toMatchObject({ status: 200 });
  });

  it('when all places of a service are taken, is 503, and the others are not concerned', async () => {
    gateway = await startTestGateway({ ...behindProxy, READ_TIMEOUT_MS: '60000' });
    const held = holding('catalog-service');
    times(1_000, (n) => begin('GET', '/v1/products', `203.0.${n >> 8}.${n & 255}`));
    await eventually(() => expect(held.length).toBe(1_000), { within: 20_000 });
    const refused = await gateway.api.get('/v1/products', { headers: from(SOMEBODY) });
    expect(refused).toMatchObject({ status: 503, body: { code: 'upstream.busy' } });
    expect(refused.headers.get('retry-after')).toBe('2');
    expect((await gateway.api.get('/v1/shipping-methods', { headers: from(SOMEBODY) })).status).toBe(200);
  });

  it('when a client does not read its reply, its place is free as soon as the service is done', async () => {
    gateway = await startTestGateway(behindProxy);
    gateway.services['catalog-service'].answer = (_request, response) => response.end('a'.repeat(2 ** 16));
    const sockets = times(400, () => {
      const socket = connect(gateway.port, '127.0.0.1')
        .on('error', () => undefined)
        .pause();
      socket.write(`GET /v1/products HTTP/1.1\r\nHost: souk\r\nX-Forwarded-For: ${CROWD}\r\n\r\n`);
      return socket;
    });
    await eventually(() => expect(gateway.services['catalog-service'].received).toHaveLength(400));
    for (const socket of sockets) socket.destroy();
  });
});
