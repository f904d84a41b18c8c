import type { ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { ShopClient, ShopRefused } from '../src/shop-client.ts';
import { httpServer } from './http-server.ts';

const HTML = '<html>\n  <body><h1>502 Bad Gateway</h1></body></html>';

/** A shop whose every answer is this. */
const shopThat = async (answer: (response: ServerResponse) => void): Promise<ShopClient> =>
  new ShopClient(await httpServer((_request, response) => answer(response)));

/** A shop that answers with what it was sent. */
const mirror = async (): Promise<ShopClient> =>
  new ShopClient(
    await httpServer(async (request, response) => {
      const { method, url, headers } = request;
      response.end(JSON.stringify({ method, url, headers, body: await text(request) }));
    }),
  );

interface Mirrored {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const refusalOf = async (reply: Promise<unknown>): Promise<ShopRefused> => {
  const error: unknown = await reply.then(() => null).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ShopRefused);
  return error as ShopRefused;
};

describe('a request', () => {
  it('when it has a body, sends it as JSON with token and headers', async () => {
    const shop = await mirror();
    const sent = await shop.post<Mirrored>('/v1/x?y=1', { token: 'T', body: { a: 1 }, headers: { 'x-more': 'yes' } });
    expect(sent).toMatchObject({ method: 'POST', url: '/v1/x?y=1', body: '{"a":1}' });
    expect(sent.headers).toMatchObject({
      authorization: 'Bearer T',
      'content-type': 'application/json',
      'x-more': 'yes',
    });
  });

  it('when it has neither body nor token, says nothing of them', async () => {
    const shop = await mirror();
    const sent = await shop.get<Mirrored>('/v1/x');
    expect(sent).toMatchObject({ method: 'GET', body: '' });
    expect(sent.headers).not.toHaveProperty('authorization');
    expect(sent.headers).not.toHaveProperty('content-type');
  });

  it('when its body is a form, sends it as one', async () => {
    const shop = await mirror();
    const form = new FormData();
    form.append('alt', 'A small camel');
    const sent = await shop.post<Mirrored>('/v1/x', { body: form });
    expect(sent.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(sent.body).toContain('A small camel');
  });

  it('when it logs in, gives the access token', async () => {
    const shop = await shopThat((response) => response.end('{"accessToken":"T"}'));
    expect(await shop.logIn('a@souk.local', 'secret')).toBe('T');
  });
});

describe('a reply', () => {
  it('when it has no body, is null', async () => {
    const shop = await shopThat((response) => response.writeHead(204).end());
    expect(await shop.send('DELETE', '/v1/x', {})).toBeNull();
  });

  it('when it is a problem, is thrown in its own words', async () => {
    const shop = await shopThat((response) =>
      response.writeHead(409).end('{"code":"order.price-changed","detail":"Look at the cart again."}'),
    );
    const refusal = await refusalOf(shop.get('/v1/x'));
    expect(refusal).toMatchObject({ status: 409, code: 'order.price-changed', retryAfter: null });
    expect(refusal.message).toBe('GET /v1/x → 409 order.price-changed: Look at the cart again.');
  });

  it('when it says when to try again, the refusal knows', async () => {
    const shop = await shopThat((response) =>
      response.writeHead(429, { 'retry-after': '17' }).end('{"code":"request.rate-limited"}'),
    );
    const refusal = await refusalOf(shop.get('/v1/x'));
    expect(refusal.retryAfter).toBe(17);
    expect(refusal.message).toBe('GET /v1/x → 429 request.rate-limited: no detail');
  });

  it.each([
    ['a date that has passed', 'Thu, 01 Jan 2026 00:00:00 GMT', 0],
    ['nothing that anybody knows', 'soon', null],
  ])('when it says %s for when to try again, the refusal knows', async (_what, header, expected) => {
    const shop = await shopThat((response) => response.writeHead(429, { 'retry-after': header }).end('{"code":"x"}'));
    expect((await refusalOf(shop.get('/v1/x'))).retryAfter).toBe(expected);
  });

  it('when it says a date for when to try again, the refusal knows how long that is', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    const shop = await shopThat((response) => response.writeHead(429, { 'retry-after': date }).end('{"code":"x"}'));
    const { retryAfter } = await refusalOf(shop.get('/v1/x'));
    expect(retryAfter).toBeGreaterThan(30);
    expect(retryAfter).toBeLessThanOrEqual(60);
  });

  it.each([
    {
      what: 'a 502 in HTML',
      status: 502,
      body: HTML,
      beginning: '“<html> <body><h1>502 Bad Gateway</h1></body></html>”',
    },
    {
      what: 'a 200 in HTML',
      status: 200,
      body: HTML,
      beginning: '“<html> <body><h1>502 Bad Gateway</h1></body></html>”',
    },
    { what: 'a 502 without a body', status: 502, body: '', beginning: 'it is empty' },
    { what: 'a 500 of JSON that is no problem', status: 500, body: 'null', beginning: '“null”' },
    { what: 'a 200 that was cut off', status: 200, body: '{"data":[', beginning: '“{"data":[”' },
    { what: 'a 503 with a long text', status: 503, body: 'x'.repeat(500), beginning: `“${'x'.repeat(100)}”` },
  ])('when it is $what, is refused with its beginning', async ({ status, body, beginning }) => {
    const shop = await shopThat((response) => response.writeHead(status).end(body));
    const refusal = await refusalOf(shop.post('/v1/x'));
    expect(refusal).toMatchObject({ status, code: '' });
    expect(refusal.message).toBe(`POST /v1/x → ${status}: the reply is not what the shop sends: ${beginning}`);
  });
});
