import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Exchange } from '../src/history/exchange.ts';
import { RecordingClient } from '../src/load/recording-client.ts';

let server: Server;
let url = '';
let answers: RequestListener[] = [];
let asked: IncomingMessage[] = [];
let history: Exchange[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request);
    answers.shift()?.(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

beforeEach(() => {
  [answers, asked, history] = [[], [], []];
});

const client = () => new RecordingClient({ url, who: 'shopper 1', record: (exchange) => history.push(exchange) });
const cut = (_request: IncomingMessage, response: ServerResponse) => response.destroy();
const saying = (status: number, reply: unknown) => (_request: IncomingMessage, response: ServerResponse) =>
  response.writeHead(status).end(JSON.stringify(reply));

it('when the connection breaks, writes down that the outcome is unknown', async () => {
  answers = [cut];
  expect(await client().ask('POST', '/v1/carts', { key: 'k' })).toEqual({ status: null, reply: null });
  expect(history).toMatchObject([{ who: 'shopper 1', method: 'POST', path: '/v1/carts', key: 'k', status: null }]);
});

it('when nobody listens, writes down that the outcome is unknown', async () => {
  const lost = new RecordingClient({
    url: 'http://127.0.0.1:9',
    who: 'x',
    record: (exchange) => history.push(exchange),
  });
  expect(await lost.ask('GET', '/v1/me')).toEqual({ status: null, reply: null });
  expect(history).toHaveLength(1);
});

it('when it insists, asks again with the same key until repeating changes nothing, and writes down each time', async () => {
  answers = [
    cut,
    saying(503, { code: 'x' }),
    saying(409, { code: 'idempotency.still-running' }),
    saying(202, { orderId: 'o', checkoutUrl: null }),
    saying(201, { orderId: 'o' }),
  ];
  expect(await client().insist('POST', '/v1/checkout', { key: 'k', body: {} })).toEqual({
    status: 201,
    reply: { orderId: 'o' },
  });
  expect(asked.map(({ headers }) => headers['idempotency-key'])).toEqual(['k', 'k', 'k', 'k', 'k']);
  expect(history.map(({ status }) => status)).toEqual([null, 503, 409, 202, 201]);
});

it('when it is refused, takes the refusal and does not ask again', async () => {
  answers = [saying(409, { code: 'order.out-of-stock' })];
  expect(await client().insist('POST', '/v1/checkout', { key: 'k' })).toMatchObject({ status: 409 });
});

it('writes down what was sent, but no secret', async () => {
  answers = [saying(202, null)];
  await client().ask('POST', '/v1/auth/register', { token: 't', body: { email: 'a@b.dev', password: 'p' } });
  expect(JSON.stringify(history)).not.toMatch(/"[pt]"/);
  expect(history[0]?.body).toEqual({ email: 'a@b.dev' });
});
