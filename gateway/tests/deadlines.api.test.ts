import type { IncomingMessage, ServerResponse } from 'node:http';
import { eventually } from '@souk/testing/eventually';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

let gateway: TestGateway;
const READ_MS = 200;
const WRITE_MS = 300;
/** How much longer one that is alive may take. */
const TIMES = 3;

beforeEach(async () => {
  gateway = await startTestGateway({ READ_TIMEOUT_MS: String(READ_MS), WRITE_TIMEOUT_MS: String(WRITE_MS) });
});
afterEach(() => gateway.stop());

const order = () => gateway.services['order-service'];

/** A service that is alive, and never answers what it is asked for. */
const slowly = (request: IncomingMessage, response: ServerResponse) => {
  if (request.url === '/health/live') response.end('{}');
};

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const startedAt = performance.now();
  const result = await work();
  return { result, ms: performance.now() - startedAt };
}

describe('a service that is late', () => {
  it('for a read, and alive, is given up after three times the time of a read', async () => {
    order().answer = slowly;
    const { result, ms } = await timed(() => gateway.api.get('/v1/shipping-methods'));
    expect(result).toMatchObject({ status: 504, body: { code: 'upstream.timeout' } });
    expect(result.headers.get('retry-after')).toBe('2');
    expect(ms).toBeGreaterThan(TIMES * READ_MS - 50);
  });

  it.each([
    ['/v1/orders/o?wait=1', TIMES * (1_000 + READ_MS)],
    ['/v1/orders/o?wait=0', TIMES * READ_MS],
    ['/v1/orders/o?wait=x', TIMES * READ_MS],
  ])('for %s, is given %i ms', async (path, expected) => {
    order().answer = slowly;
    const { result, ms } = await timed(() => gateway.api.get(path));
    expect(result.status).toBe(504);
    expect(ms).toBeGreaterThan(expected - 50);
    expect(ms).toBeLessThan(expected + 900);
  });

  it.each([
    ['wait=1', TIMES * (1_000 + WRITE_MS)],
    ['WAIT="0"', TIMES * WRITE_MS],
  ])(
    'for a purchase with Prefer: %s, is given %i ms, and the shopper learns how to find the order',
    async (prefer, expected) => {
      order().answer = slowly;
      const { result, ms } = await timed(() => gateway.api.post('/v1/checkout', { body: {}, headers: { prefer } }));
      expect(result).toMatchObject({ status: 504, body: { code: 'upstream.timeout' } });
      expect(result.body.detail).toMatch(/order may yet be placed.*same Idempotency-Key/);
      expect(result.headers.get('retry-after')).toBeNull();
      expect(ms).toBeGreaterThan(expected - 50);
      expect(ms).toBeLessThan(expected + 900);
    },
  );

  it('and alive, is waited for when it is only busy', async () => {
    const { answer } = order();
    order().answer = (request, response) => {
      if (request.url === '/health/live') response.end('{}');
      else setTimeout(() => answer(request, response), 1.5 * READ_MS);
    };
    expect((await gateway.api.get('/v1/shipping-methods')).status).toBe(200);
  });

  it('on one route only, is asked on the others as before', async () => {
    const { answer } = order();
    order().answer = (request, response) => {
      if (request.url !== '/v1/orders/slow') answer(request, response);
    };
    for (let n = 0; n < 8; n += 1) expect((await gateway.api.get('/v1/orders/slow')).status).toBe(504);
    expect((await gateway.api.get('/v1/shipping-methods')).status).toBe(200);
  });

  it('with the rest of its reply, breaks off for the client too', async () => {
    order().answer = (_request, response) => response.writeHead(200).write('beginning');
    await expect(gateway.api.get('/v1/shipping-methods')).rejects.toThrow('terminated');
  });
});

describe('a service that hangs', () => {
  it('costs the first callers their time, the next ones nothing, and is asked again when it is back', async () => {
    const { answer } = order();
    order().answer = () => undefined;
    expect((await gateway.api.get('/v1/shipping-methods')).status).toBe(504);

    const { result, ms } = await timed(() => gateway.api.get('/v1/shipping-methods'));
    expect(result).toMatchObject({ status: 503, body: { code: 'upstream.unavailable' } });
    expect(result.headers.get('retry-after')).toBe('2');
    expect(ms).toBeLessThan(READ_MS);
    expect((await gateway.api.get('/v1/products')).status).toBe(200);

    order().answer = answer;
    await eventually(async () => expect((await gateway.api.get('/v1/shipping-methods')).status).toBe(200), {
      within: 10_000,
    });
  });

  it.each([400, 404, 409, 429, 500, 503])('is not one that answers %i, however often', async (status) => {
    order().answer = (_request, response) => response.writeHead(status).end();
    for (let n = 0; n < 20; n += 1) expect((await gateway.api.get('/v1/shipping-methods')).status).toBe(status);
    expect(order().received).toHaveLength(20);
  });
});
