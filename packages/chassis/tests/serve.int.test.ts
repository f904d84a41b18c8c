import { once } from 'node:events';
import type { RequestListener, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { serveHttp, type HttpServer } from '../src/http/serve.ts';

const LOOPBACK = { host: '127.0.0.1', port: 0 };
let server: HttpServer | null = null;

const serve = async (listener: RequestListener): Promise<HttpServer> => (server = await serveHttp(listener, LOOPBACK));

afterEach(() => server?.server.closeAllConnections());

/** A server whose replies wait until they are let go. */
async function aSlowServer() {
  const asked = Promise.withResolvers<ServerResponse>();
  const { port, close } = await serve((_request, response) => asked.resolve(response));
  const reply = fetch(`http://127.0.0.1:${port}/`).then((response) => response.text());
  return { port, close, reply, response: await asked.promise };
}

describe('serveHttp', () => {
  it('when asked for any free port, listens on loopback and says which', async () => {
    const { port, server: http, close } = await serve((_request, response) => response.end('hello'));
    expect(http.address()).toMatchObject({ address: '127.0.0.1', port });
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('hello');
    await close();
  });

  it('when the port is taken, says so', async () => {
    const { port, close } = await serve(() => undefined);
    await expect(serveHttp(() => undefined, { host: '127.0.0.1', port })).rejects.toThrow('EADDRINUSE');
    await close();
  });

  it('when closed, accepts nothing more and waits for the request in progress', async () => {
    const { port, close, reply, response } = await aSlowServer();
    let isClosed = false;
    const closed = close().then(() => (isClosed = true));
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed');
    expect(isClosed).toBe(false);
    response.end('done');
    const startedAt = Date.now();
    expect(await reply).toBe('done');
    await closed;
    // The connection stays open for another request unless it is closed with the server.
    expect(Date.now() - startedAt).toBeLessThan(3_500);
  });

  it('when closed while a connection is idle, does not wait for it', async () => {
    const { port, close } = await serve((_request, response) => response.end());
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET / HTTP/1.1\r\nhost: souk\r\n\r\n');
    await once(socket, 'data');
    const startedAt = Date.now();
    await close();
    expect(Date.now() - startedAt).toBeLessThan(3_500);
    socket.destroy();
  });

  it('when one network opens all connections that it gets, cuts its next one, and serves it and others', async () => {
    server = await serveHttp((_request, response) => response.end('hello'), { ...LOOPBACK, maxConnections: 30 });
    const { port, close } = server;
    const open = async (localAddress: string) => {
      const socket = connect({ port, host: '127.0.0.1', localAddress }).on('error', () => undefined);
      await once(socket, 'connect');
      return socket;
    };
    const first = [];
    for (let n = 0; n < 10; n++) first.push(await open('127.0.0.1'));
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed');
    const [own, other] = [first[0]!, await open('127.0.0.2')];
    for (const socket of [own, other]) {
      socket.write('GET / HTTP/1.1\r\nhost: souk\r\n\r\n');
      expect(String(await once(socket, 'data'))).toContain('hello');
    }
    own.destroy();
    await once(own, 'close');
    await expect.poll(async () => (await fetch(`http://127.0.0.1:${port}/`).catch(() => null))?.status).toBe(200);
    for (const socket of [...first, other]) socket.destroy();
    await close();
  });

  it('when headers are larger than 16 kB, refuses them', async () => {
    const { port, close } = await serve((_request, response) => response.end());
    const reply = await fetch(`http://127.0.0.1:${port}/`, { headers: { 'x-large': 'x'.repeat(17_000) } });
    expect(reply.status).toBe(431);
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    expect(await reply.json()).toMatchObject({ type: 'about:blank', status: 431, code: 'request.headers-too-large' });
    await close();
  });

  it('when the client goes on sending while it is refused, lets it read why, for a moment', async () => {
    const { port, close } = await serve((_request, response) => response.end());
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).setEncoding('utf8');
    const cut = new Promise((resolve) => socket.on('error', () => undefined).once('close', resolve));
    let said = '';
    socket.on('data', (part: string) => (said += part));
    socket.write(`POST / HTTP/1.1\r\nx-large: ${'x'.repeat(20_000)}\r\n`);
    const more = setInterval(() => socket.write('x'.repeat(1_000)), 10);
    await once(socket, 'end');
    expect(said).toContain('request.headers-too-large');
    const readAt = performance.now();
    await cut;
    clearInterval(more);
    expect(performance.now() - readAt).toBeGreaterThan(1_000);
    await close();
  });

  it.each([
    ['no HTTP', 'nonsense\r\n\r\n'],
    ['a header that is none', 'GET / HTTP/1.1\r\nhost: souk\r\nno header\r\n\r\n'],
    ['two lengths', 'POST / HTTP/1.1\r\nhost: souk\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n'],
    ['a chunk without a length', 'POST / HTTP/1.1\r\nhost: souk\r\ntransfer-encoding: chunked\r\n\r\nx\r\n'],
  ])('when there is %s, refuses it with a problem and ends the connection', async (_, message) => {
    const { port, close } = await serve(() => undefined);
    const socket = connect(port, '127.0.0.1').setEncoding('utf8');
    socket.write(message);
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*Content-Type: application\/problem\+json/);
    expect(JSON.parse(body)).toMatchObject({ status: 400, code: 'request.malformed' });
    expect(head).toContain(`X-Request-Id: ${JSON.parse(body).requestId}`);
    await close();
  });

  it('when a reply has begun, writes no refusal into it', async () => {
    const { port, close } = await serve((_request, response) => response.write('half a re'));
    const socket = connect(port, '127.0.0.1')
      .setEncoding('utf8')
      .on('error', () => undefined);
    socket.write('POST / HTTP/1.1\r\nhost: souk\r\ntransfer-encoding: chunked\r\n\r\n');
    let said = '';
    socket.on('data', (part: string) => (said += part));
    await expect.poll(() => said).toContain('half a re');
    socket.write('x\r\n');
    await once(socket, 'close');
    expect(said).not.toContain('problem');
    await close();
  });
});
