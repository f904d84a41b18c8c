import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { runBecauseOf } from '../src/execution-context.ts';
import { HttpClient, ServiceDoesNotAnswer } from '../src/http/client.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function asking(listener: RequestListener): Promise<{ client: HttpClient; server: Server; asked: () => number }> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = new HttpClient({ service: 'shelf-service', url: `http://127.0.0.1:${port}`, deadlineMs: 200 });
  closing.push(() => {
    client.close();
    server.closeAllConnections();
    server.close();
  });
  return { client, server, asked: () => asked };
}

describe('a question to another service', () => {
  it('is answered over one connection, with who asks', async () => {
    const ports = new Set<number | undefined>();
    const { client } = await asking((request, response) => {
      ports.add(request.socket.remotePort);
      response.setHeader('content-type', 'application/json; charset=utf-8').end(JSON.stringify(request.headers));
    });
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

    const cause = { id: 'r-1', correlationId: null, traceparent, message: null };
    const answers = await runBecauseOf(cause, async () => [
      await client.get('/a', { 'x-cart-token': 't' }),
      await client.get('/b'),
    ]);

    expect(answers[0]).toMatchObject({
      status: 200,
      body: { 'x-request-id': 'r-1', traceparent, 'x-cart-token': 't' },
    });
    expect(ports.size).toBe(1);
  });

  it.each([400, 404, 409, 429])('when the answer is %i, is not asked again and opens no breaker', async (status) => {
    const { client, asked } = await asking((_request, response) => response.writeHead(status).end());

    for (let n = 0; n < 20; n++) expect(await client.get('/')).toEqual({ status, body: null });

    expect(asked()).toBe(20);
  });

  it('when the first answer fails, is asked again', async () => {
    const { client, asked } = await asking((_request, response) => response.writeHead(asked() < 3 ? 503 : 204).end());

    expect(await client.get('/')).toEqual({ status: 204, body: null });
  });

  it('that changes something is asked once, with its body, and a 5xx is an answer', async () => {
    const { client, asked } = await asking((request, response) => {
      void text(request).then((body) => {
        response.writeHead(503, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ method: request.method, type: request.headers['content-type'], body }));
      });
    });

    const question = { method: 'POST', path: '/things', body: { name: 'tea' } } as const;
    expect(await client.ask(question)).toEqual({
      status: 503,
      body: { method: 'POST', type: 'application/json', body: '{"name":"tea"}' },
    });
    expect(asked()).toBe(1);
    for (let n = 0; n < 6; n++) await client.ask(question);
    expect((await client.ask(question)).status).toBe(503);
  });

  it('that changes something, when nobody answers in time, is not asked again', async () => {
    const { client, asked } = await asking(() => undefined);

    await expect(client.ask({ method: 'POST', path: '/' })).rejects.toThrow(ServiceDoesNotAnswer);
    expect(asked()).toBe(1);
  });

  it('when nobody answers in time, ends by its deadline', async () => {
    const { client, asked } = await asking(() => undefined);

    await expect(client.get('/')).rejects.toThrow(ServiceDoesNotAnswer);
    expect(asked()).toBe(3);
  });

  it('when the body never ends, ends by its deadline', async () => {
    const { client } = await asking((_request, response) => response.writeHead(200).write('{'));

    await expect(client.get('/')).rejects.toThrow(ServiceDoesNotAnswer);
  });

  it('when five failed in a row, is not asked for two seconds', async () => {
    let isBroken = true;
    const { client, asked } = await asking((_request, response) => response.writeHead(isBroken ? 500 : 200).end());
    for (let n = 0; n < 5; n++) await expect(client.get('/')).rejects.toThrow(ServiceDoesNotAnswer);
    const before = asked();
    isBroken = false;

    await expect(client.get('/')).rejects.toThrow(ServiceDoesNotAnswer);
    expect(asked()).toBe(before);
    await expect
      .poll(async () => (await client.get('/').catch(() => null))?.status, { timeout: 60_000, interval: 100 })
      .toBe(200);
  });

  it('when the server has closed a kept connection, gets a new one', async () => {
    const { client, server } = await asking((_request, response) => response.writeHead(204).end());
    await client.get('/');
    server.closeAllConnections();
    await delay(0);

    expect(await client.get('/')).toEqual({ status: 204, body: null });
  });
});
