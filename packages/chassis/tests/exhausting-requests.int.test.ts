import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ok, route } from '../src/http/route.ts';
import { startApp } from './an-app.ts';

const LIMIT = 100 * 1024;
const CUT_WITHIN_MS = 25_000;

let app: Awaited<ReturnType<typeof startApp>>;

beforeAll(async () => {
  app = await startApp([
    route({
      method: 'post',
      path: '/v1/things',
      access: 'public',
      summary: 'Takes a thing',
      body: z.strictObject({ name: z.string() }),
      replies: { 200: z.unknown() },
      idempotency: 'none',
      handle: async ({ body }) => ok({ length: body.name.length }),
    }),
  ]);
});

afterAll(() => app.close());

const HEAD = 'POST /v1/things HTTP/1.1\r\nHost: souk\r\nContent-Type: application/json\r\n';

async function open(start: string): Promise<Socket> {
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  // A server that cuts a connection may do so while something is on its way.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(start);
  return socket;
}

const answers = async () =>
  expect(await app.api.post('/v1/things', { body: { name: 'tea' } })).toMatchObject({
    status: 200,
    body: { length: 3 },
  });

describe('a body that does not end where it should', () => {
  it('when it says no length and grows over the limit, is refused', async () => {
    const socket = await open(`${HEAD}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n`);
    const chunk = 'a'.repeat(8_192);
    for (let sent = 0; sent <= 2 * LIMIT; sent += chunk.length) {
      socket.write(`${chunk.length.toString(16)}\r\n${chunk}\r\n`);
    }
    socket.write('0\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 413 .*"code":"request\.too-large"/s);
    await answers();
  });

  it('when a hundred are broken off half-way, all are over for the server too', async () => {
    const sockets = await Promise.all(
      Array.from({ length: 100 }, () => open(`${HEAD}Content-Length: 1000\r\n\r\n{"name":"`)),
    );
    for (const socket of sockets) socket.resetAndDestroy();
    await expect.poll(async () => app.logged.info.mock.calls.filter(([entry]) => isCutOff(entry)).length).toBe(100);
    await answers();
  });
});

const isCutOff = (entry: unknown): boolean => JSON.stringify(entry).includes('"status":499');

describe('a body that is larger inside than outside', () => {
  const nested = (open: string, close: string, size: number) => {
    const depth = Math.floor(size / (open.length + close.length));
    return open.repeat(depth) + close.repeat(depth);
  };

  it.each([
    ['lists in lists, as deep as fits', nested('[', ']', LIMIT), 400],
    ['objects in objects, as deep as fits', nested('{"a":', '}', LIMIT).replace(':}', ':1}'), 400],
    ['lists in lists, 100,000 deep', nested('[', ']', 200_000), 413],
    ['a number of 100,000 digits', `{"name":${'9'.repeat(100_000)}}`, 400],
    ['the same field 10,000 times', `{${'"name":1,'.repeat(10_000)}"name":1}`, 400],
    ['escapes only', `{"name":"${String.raw`\u0000`.repeat(10_000)}`, 400],
  ])('when it has %s, is refused', async (_what, body, status) => {
    const reply = await app.api.post('/v1/things', { body, headers: { 'content-type': 'application/json' } });
    expect(reply.status).toBe(status);
    await answers();
  });

  it('when it has 10,000 unknown fields, names a hundred of them', async () => {
    const fields = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [n, 0]));
    const reply = await app.api.post('/v1/things', { body: fields });
    expect(reply).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    expect(reply.body.errors).toHaveLength(100);
  });
});

describe('a client that takes its time', () => {
  it('when its headers do not come, or never end, is cut off; others are answered meanwhile', async () => {
    const silent = await open('');
    const dripping = await open(HEAD);
    const drip = setInterval(() => dripping.write('X-Drip: 1\r\n'), 500);
    const cut = Promise.all([silent, dripping].map((socket) => text(socket)));
    await answers();
    const replies = await Promise.race([cut, delay(CUT_WITHIN_MS, null, { ref: false })]);
    clearInterval(drip);
    expect(replies).toEqual([expect.stringMatching(/^HTTP\/1\.1 408 /), expect.stringMatching(/^HTTP\/1\.1 408 /)]);
    await answers();
  });
});
