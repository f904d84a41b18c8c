import { gzipSync } from 'node:zlib';
import { DomainError, type ErrorKind } from '@souk/kernel/domain-error';
import { accessToken } from '@souk/testing/test-tokens';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { currentCause } from '../src/execution-context.ts';
import { HttpProblem, problem } from '../src/http/problem.ts';
import { created, ListQuery, noContent, ok, route, type Access } from '../src/http/route.ts';
import { AggregateIsContended } from '../src/mongo/aggregate-store.ts';
import { startApp } from './an-app.ts';

const CANARY = 'canary-7f3a';

class RuleIsBroken extends DomainError {
  readonly code = 'test.rule-is-broken';
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind) {
    super('Do it another way.', { hint: 'another way' });
    this.kind = kind;
  }
}

const FAILURES: Readonly<Record<string, () => Error>> = {
  bug: () => new TypeError(`Cannot read ${CANARY}`),
  database: () => new mongo.MongoNetworkError(`connection to ${CANARY} closed`, {}),
  contention: () => new AggregateIsContended('order-1'),
  'http-problem': () => new HttpProblem(problem(429, 'test.too-many', 'Wait.'), { 'retry-after': '7' }),
};

const Thing = z.strictObject({
  name: z.string().min(1).max(50),
  lines: z.array(z.strictObject({ quantity: z.int().positive() })).max(3),
});

const whoami = (access: Access) =>
  route({
    method: 'get',
    path: `/v1/whoami/${access}`,
    access,
    summary: 'Says who calls',
    replies: { 200: z.unknown() },
    idempotency: 'none',
    handle: async ({ caller }) => ok({ caller }),
  });

const routes = [
  ...(['public', 'guest', 'customer', 'admin', 'signed', 'internal'] as const).map(whoami),
  route({
    method: 'get',
    path: '/v1/for-everybody',
    access: 'public',
    summary: 'Says the same to all',
    replies: { 200: z.unknown() },
    handle: () => Promise.resolve(ok({}, { 'cache-control': 'public, max-age=5' })),
  }),
  route({
    method: 'get',
    path: '/v1/failures/:what',
    access: 'public',
    summary: 'Fails',
    params: z.strictObject({ what: z.string().max(20) }),
    replies: { 200: null },
    handle: ({ params }) => {
      throw FAILURES[params.what]?.() ?? new RuleIsBroken(params.what as ErrorKind);
    },
  }),
  route({
    method: 'post',
    path: '/v1/things',
    access: 'public',
    summary: 'Makes a thing',
    query: ListQuery,
    body: Thing,
    replies: { 201: Thing },
    handle: async ({ body, query }) => created('/v1/things/1', { body, query }),
  }),
  route({
    method: 'get',
    path: '/v1/things',
    access: 'public',
    summary: 'Shows why it runs',
    replies: { 200: z.unknown() },
    handle: async ({ requestId, header }) => ok({ requestId, cause: currentCause(), agent: header('user-agent') }),
  }),
  route({
    method: 'delete',
    path: '/v1/things/:id',
    access: 'public',
    summary: 'Removes a thing',
    params: z.strictObject({ id: z.uuid() }),
    replies: { 204: null },
    handle: () => Promise.resolve(noContent),
  }),
  route({
    method: 'post',
    path: '/v1/loose',
    access: 'public',
    summary: 'Takes any object',
    body: z.looseObject({ tags: z.record(z.string(), z.unknown()).default({}) }),
    replies: { 200: z.unknown() },
    // As a careless handler would read them.
    handle: async ({ body }) => ok({ isAdmin: body['isAdmin'] ?? null, tag: body.tags['isAdmin'] ?? null }),
  }),
  route({
    method: 'post',
    path: '/v1/webhooks',
    access: 'signed',
    summary: 'Takes bytes',
    replies: { 200: z.unknown() },
    handle: async ({ body }: { body: unknown }) =>
      ok({ bytes: Buffer.isBuffer(body) ? body.toString('base64') : null }),
  }),
];

let app: Awaited<ReturnType<typeof startApp>>;

beforeAll(async () => {
  app = await startApp(routes);
});

afterAll(() => app.close());

beforeEach(() => {
  app.logged.info.mockClear();
  app.logged.error.mockClear();
});

const json = { 'content-type': 'application/json' };
const thing = { name: 'tea', lines: [{ quantity: 1 }] };
const customer = accessToken({ userId: 'customer-1', role: 'customer' });
const admin = accessToken({ userId: 'admin-1', role: 'admin' });

describe('a request that succeeds', () => {
  it('when a body is given, is parsed, with defaults', async () => {
    const reply = await app.api.post('/v1/things?limit=7', { body: thing });
    expect(reply).toMatchObject({ status: 201, body: { body: thing, query: { limit: 7, offset: 0 } } });
    expect(reply.headers.get('location')).toBe('/v1/things/1');
  });

  it('when there is nothing to say, has no body', async () => {
    const reply = await app.api.delete('/v1/things/0197a1b2-0000-7000-8000-0000000000aa');
    expect(reply).toMatchObject({ status: 204, text: '' });
  });

  it('when it comes with an id, keeps it, and is the cause of what it does', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const headers = { 'x-request-id': 'request-1.a_B', traceparent, 'user-agent': 'test' };
    const reply = await app.api.get('/v1/things', { headers });
    expect(reply.headers.get('x-request-id')).toBe('request-1.a_B');
    const cause = { id: 'request-1.a_B', correlationId: null, traceparent, message: null };
    expect(reply.body).toEqual({ requestId: 'request-1.a_B', cause, agent: 'test' });
  });

  it.each([undefined, 'two words', 'x'.repeat(65), '<script>', ''])('when its id is %o, is given one', async (id) => {
    const reply = await app.api.get('/v1/things', { headers: id === undefined ? {} : { 'x-request-id': id } });
    expect(reply.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    expect(reply.body.requestId).toBe(reply.headers.get('x-request-id'));
  });

  it.each(['x'.repeat(101), '00-zz-00f067aa0ba902b7-01', '{}'])(
    'when its traceparent is %s, has none: no event could carry it',
    async (traceparent) => {
      const reply = await app.api.get('/v1/things', { headers: { traceparent } });
      expect(reply.body.cause.traceparent).toBeNull();
    },
  );

  it('when over, is one log line and one measurement', async () => {
    await app.api.get('/v1/things', { headers: { 'x-request-id': 'logged-1' } });
    await expect.poll(() => app.logged.info.mock.calls).toHaveLength(1);
    expect(app.logged.info.mock.calls[0]).toMatchObject([
      { requestId: 'logged-1', method: 'GET', route: '/v1/things', path: '/v1/things', status: 200 },
      'request',
    ]);
    const { values } = await app.metrics.httpRequests.get();
    expect(values.map(({ labels }) => labels)).toContainEqual({ method: 'GET', route: '/v1/things', status: '200' });
  });

  it('when seen from outside, tells nothing of what serves it', async () => {
    const { headers } = await app.api.get('/v1/things');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('etag')).toBeNull();
  });
});

describe('an error', () => {
  it.each([
    ['invalid', 400, 'Bad Request'],
    ['unauthenticated', 401, 'Unauthorized'],
    ['forbidden', 403, 'Forbidden'],
    ['not-found', 404, 'Not Found'],
    ['conflict', 409, 'Conflict'],
    ['precondition-failed', 412, 'Precondition Failed'],
    ['unprocessable', 422, 'Unprocessable Content'],
    ['unavailable', 503, 'Service Unavailable'],
  ])(
    'when a rule says %s, is a problem with status %i, its code, its advice and its facts',
    async (kind, status, title) => {
      const reply = await app.api.get(`/v1/failures/${kind}`, { headers: { 'x-request-id': 'failed-1' } });
      expect(reply.status).toBe(status);
      expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(reply.headers.get('retry-after')).toBe(kind === 'unavailable' ? '2' : null);
      expect(reply.body).toEqual({
        type: 'about:blank',
        status,
        code: 'test.rule-is-broken',
        title,
        detail: 'Do it another way.',
        hint: 'another way',
        requestId: 'failed-1',
      });
    },
  );

  it.each([
    ['bug', 500, 'internal', null],
    ['database', 503, 'database.unavailable', '2'],
    ['contention', 503, 'aggregate.contended', '2'],
    ['http-problem', 429, 'test.too-many', '7'],
  ])('when it is a %s, answers %i %s', async (what, status, code, retryAfter) => {
    const reply = await app.api.get(`/v1/failures/${what}`);
    expect(reply).toMatchObject({ status, body: { status, code } });
    expect(reply.headers.get('retry-after')).toBe(retryAfter);
  });

  it.each(['bug', 'database'])('when it is a %s, tells the log everything and the caller nothing', async (what) => {
    const reply = await app.api.get(`/v1/failures/${what}`);
    expect(reply.text).not.toContain(CANARY);
    expect(reply.text).not.toMatch(/at .*\.(ts|js)|stack/);
    const { requestId } = reply.body;
    expect(app.logged.error).toHaveBeenCalledWith({ requestId, err: expect.any(Error) }, 'request failed');
  });
});

describe('a request that does not fit', () => {
  it.each([
    ['GET', '/v1/nowhere', 404, 'route.not-found', null],
    ['GET', '/v1/things/', 200, undefined, null],
    ['PUT', '/v1/things', 405, 'route.method-not-allowed', 'POST, GET'],
    ['POST', '/v1/things/1', 405, 'route.method-not-allowed', 'DELETE'],
    ['OPTIONS', '/v1/webhooks', 405, 'route.method-not-allowed', 'POST'],
    ['DELETE', '/v1/things/1', 400, 'request.invalid', null],
    ['DELETE', '/v1/things/%E0%A4%A', 400, 'request.malformed', null],
    ['GET', '/v1/things?limit=1', 400, 'request.invalid', null],
  ])('when it is %s %s, is answered with %i %s', async (method, path, status, code, allow) => {
    const reply = await app.api.send(method, path, {});
    expect(reply.status).toBe(status);
    expect(reply.body.code).toBe(code);
    expect(reply.headers.get('allow')).toBe(allow);
  });

  it.each([
    ['half a document', '{"name":', json, 400, 'request.malformed'],
    ['a JSON text', '"tea"', json, 400, 'request.malformed'],
    ['nothing but null', 'null', json, 400, 'request.malformed'],
    ['a list 40,000 deep', '['.repeat(40_000) + ']'.repeat(40_000), json, 400, 'request.invalid'],
    ['a form', 'name=tea', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'request.media-type'],
    ['JSON called text', '{}', { 'content-type': 'text/plain' }, 415, 'request.media-type'],
    ['another charset', '{}', { 'content-type': 'application/json; charset=iso-8859-1' }, 415, 'request.media-type'],
    ['an unknown encoding', '{}', { ...json, 'content-encoding': 'zip' }, 415, 'request.media-type'],
    ['101 kB', JSON.stringify({ name: 'x'.repeat(101 * 1024) }), json, 413, 'request.too-large'],
    [
      '10 MB in 10 kB',
      gzipSync(Buffer.alloc(1e7, 32)),
      { ...json, 'content-encoding': 'gzip' },
      413,
      'request.too-large',
    ],
  ])('when its body is %s, is refused', async (_what, body, headers, status, code) => {
    expect(await app.api.post('/v1/things', { body, headers })).toMatchObject({ status, body: { code } });
  });

  it('when values are wrong, points at every one of them', async () => {
    const body = { name: '', lines: [{ quantity: 1 }, { quantity: 1.5, price: 1 }], 'a/b~c': 1, role: 'admin' };
    const reply = await app.api.post('/v1/things', { body });
    expect(reply).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    expect(reply.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/a~1b~0c',
      '/lines/1/price',
      '/lines/1/quantity',
      '/name',
      '/role',
    ]);
  });

  it.each(['', '+7', '7e0', '0x7', ' 7', '1'.repeat(16)])(
    'when %o stands for a number in a query, is refused',
    async (limit) => {
      const reply = await app.api.post(`/v1/things?limit=${encodeURIComponent(limit)}`, { body: thing });
      expect(reply).toMatchObject({ status: 400, body: { errors: [{ pointer: '/limit' }] } });
    },
  );

  it('when it has a body where none is taken, is refused; an empty one is none', async () => {
    const path = '/v1/things/7f0c7a9e-5d0a-4d52-9d6f-2f3d1f6f7a11';
    expect(await app.api.delete(path, { body: { force: true } })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/force' }] },
    });
    expect((await app.api.delete(path, { body: {} })).status).toBe(204);
  });

  it('when a query has brackets, takes them for a part of the name', async () => {
    const reply = await app.api.post('/v1/things?limit[$gt]=1', { body: thing });
    expect(reply.body.errors).toEqual([{ pointer: '/limit[$gt]', detail: 'is not a known field' }]);
  });

  it('when it has no body, points at what is missing', async () => {
    const reply = await app.api.post('/v1/things');
    expect(reply.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/name', '/lines']);
  });
});

describe('an attempt to pollute prototypes', () => {
  const isPolluted = () => 'isAdmin' in {};
  const attempts = [
    '{"__proto__":{"isAdmin":true}}',
    '{"constructor":{"prototype":{"isAdmin":true}}}',
    '{"tags":{"__proto__":{"isAdmin":true}}}',
    '{"tags":{"constructor":{"prototype":{"isAdmin":true}}}}',
  ];

  it.each(attempts)('when %s comes to a route that takes any object, has no effect', async (body) => {
    const reply = await app.api.post('/v1/loose', { body, headers: json });
    expect(reply).toMatchObject({ status: 200, body: { isAdmin: null, tag: null } });
    expect(isPolluted()).toBe(false);
  });

  it.each(attempts)('when %s comes to a route that does not, is refused', async (body) => {
    expect((await app.api.post('/v1/things', { body, headers: json })).status).toBe(400);
    expect(isPolluted()).toBe(false);
  });

  it.each(['__proto__[isAdmin]=1', '__proto__.isAdmin=1', 'constructor[prototype][isAdmin]=1', '__proto__=1'])(
    'when it is ?%s, has no effect',
    async (query) => {
      const reply = await app.api.post(`/v1/things?${query}`, { body: thing });
      expect(reply.body.query?.isAdmin).toBeUndefined();
      expect(isPolluted()).toBe(false);
    },
  );
});

describe('a signed body', () => {
  it('when it comes, is handed over byte for byte, whatever it is called', async () => {
    const bytes = Buffer.from('{"id": "evt_1",  "é": 1}\r\n\u0000');
    for (const type of ['application/json', 'text/plain', 'application/octet-stream']) {
      const reply = await app.api.post('/v1/webhooks', { body: bytes, headers: { 'content-type': type } });
      expect(reply).toMatchObject({ status: 200, body: { bytes: bytes.toString('base64') } });
    }
  });

  it('when it is larger than 1 MB, is refused', async () => {
    const reply = await app.api.post('/v1/webhooks', { body: Buffer.alloc(1024 * 1024 + 1), headers: json });
    expect(reply).toMatchObject({ status: 413, body: { code: 'request.too-large' } });
  });
});

describe('who may call', () => {
  const nobody = { none: null, customer: 'customer', admin: 'admin', wrong: 401 };
  const unasked = { none: null, customer: null, admin: null, wrong: null };
  const tokens = { none: undefined, customer, admin, wrong: `${customer}x` };

  it.each([
    ['public', nobody],
    ['guest', nobody],
    ['customer', { ...nobody, none: 401 }],
    ['admin', { ...nobody, none: 401, customer: 403 }],
    ['signed', unasked],
    ['internal', unasked],
  ] as const)('when a route is for %s, lets in those it names', async (access, expected) => {
    const outcomes: Record<string, unknown> = {};
    for (const [who, token] of Object.entries(tokens)) {
      const { status, body, headers } = await app.api.get(`/v1/whoami/${access}`, token === undefined ? {} : { token });
      outcomes[who] = status === 200 ? (body.caller?.role ?? null) : status;
      expect(headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null);
    }
    expect(outcomes).toEqual(expected);
  });

  it('when a caller is refused, its body is not even read', async () => {
    const guarded = await startApp([
      route({
        method: 'post',
        path: '/v1/things',
        access: 'customer',
        summary: 'Takes a thing',
        body: Thing,
        replies: { 204: null },
        handle: () => Promise.resolve(noContent),
      }),
    ]);
    const reply = await guarded.api.post('/v1/things', { body: '{"half', headers: json });
    await guarded.close();
    expect(reply).toMatchObject({ status: 401, body: { code: 'auth.unauthenticated' } });
  });
});

describe('what caches may keep', () => {
  it.each(['/v1/whoami/public', '/v1/whoami/admin', '/v1/failures/bug', '/v1/failures/conflict', '/v1/nowhere'])(
    'of %s is nothing',
    async (path) => {
      expect((await app.api.get(path)).headers.get('cache-control')).toBe('no-store');
    },
  );

  it('of a route that says so is what it says, and nothing of its refusals', async () => {
    expect((await app.api.get('/v1/for-everybody')).headers.get('cache-control')).toBe('public, max-age=5');
    expect((await app.api.post('/v1/for-everybody')).headers.get('cache-control')).toBe('no-store');
    expect((await app.api.get('/v1/for-everybody?q=1')).headers.get('cache-control')).toBe('no-store');
  });
});

describe('the scheme of a token', () => {
  const token = accessToken({ userId: 'customer-1', role: 'customer' });
  it.each([`bearer ${token}`, `BEARER ${token}`, `Bearer   ${token}`])(
    'may be written in another way: %.7s',
    async (authorization) => {
      expect(await app.api.get('/v1/whoami/customer', { headers: { authorization } })).toMatchObject({ status: 200 });
    },
  );
});
