import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openApiPaths } from './openapi.ts';
import { created, listOf, ListQuery, noContent, ok, route, type Route } from './route.ts';

const Thing = z.strictObject({ name: z.string().max(50), price: z.object({ amount: z.int() }).nullable() });
const params = z.strictObject({ shopId: z.string(), thingId: z.uuid() });

const routes: readonly Route[] = [
  route({
    method: 'get',
    path: '/v1/things',
    access: 'public',
    summary: 'Lists things',
    query: ListQuery.extend({ q: z.string().optional(), from: z.coerce.date().optional() }),
    replies: { 200: listOf(Thing) },
    handle: () => Promise.resolve(ok({})),
  }),
  route({
    method: 'post',
    path: '/v1/things',
    access: 'admin',
    summary: 'Makes a thing',
    body: Thing,
    replies: { 201: Thing },
    handle: () => Promise.resolve(created('/v1/things/1', {})),
  }),
  route({
    method: 'delete',
    path: '/v1/shops/:shopId/things/:thingId',
    access: 'customer',
    summary: 'Removes a thing',
    params,
    replies: { 204: null },
    handle: () => Promise.resolve(noContent),
  }),
  route({
    method: 'post',
    path: '/v1/checkout',
    access: 'guest',
    summary: 'Checks out',
    headers: ['X-Cart-Token', 'Prefer'],
    body: Thing,
    replies: { 202: z.unknown() },
    idempotency: 'natural',
    handle: () => Promise.resolve(noContent),
  }),
  route({
    method: 'post',
    path: '/v1/images',
    access: 'admin',
    summary: 'Uploads an image',
    body: z.object({ file: z.string() }),
    consumes: 'multipart/form-data',
    replies: { 201: z.unknown() },
    handle: () => Promise.resolve(noContent),
  }),
  route({
    method: 'get',
    path: '/internal/things',
    access: 'internal',
    summary: 'For other services',
    replies: { 200: z.unknown() },
    handle: () => Promise.resolve(ok({})),
  }),
];

/** The parts of OpenAPI 3.1.1 that the document uses (https://spec.openapis.org/oas/v3.1.1.html), and nothing besides. */
const JsonSchema = z.record(z.string(), z.unknown()).refine((schema) => !JSON.stringify(schema).includes('"$ref"'));
const Content = z.record(z.string().regex(/^[\w.+-]+\/[\w.+-]+$/), z.strictObject({ schema: JsonSchema }));
const Operation = z.strictObject({
  tags: z.array(z.string()),
  summary: z.string().min(1),
  'x-access': z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  parameters: z.array(
    z.strictObject({
      name: z.string().min(1),
      in: z.enum(['path', 'query', 'header']),
      required: z.boolean(),
      description: z.string().min(1).optional(),
      schema: JsonSchema,
    }),
  ),
  requestBody: z.strictObject({ required: z.literal(true), content: Content }).optional(),
  responses: z.record(
    z.string().regex(/^([1-5]\d\d|default)$/),
    z.strictObject({ description: z.string().min(1), content: Content.optional() }),
  ),
});
const Paths = z.record(
  z.string().startsWith('/'),
  z.partialRecord(z.enum(['get', 'post', 'put', 'patch', 'delete']), Operation),
);

const paths = Paths.parse(openApiPaths(routes, 'catalog-service'));

describe('openApiPaths', () => {
  it('when made, has every route under /v1 and no other', () => {
    const operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((verb) => `${verb} ${path}`),
    );
    expect(operations.sort()).toEqual([
      'delete /v1/shops/{shopId}/things/{thingId}',
      'get /v1/things',
      'post /v1/checkout',
      'post /v1/images',
      'post /v1/things',
    ]);
  });

  it('when a path has parameters, declares each once as required', () => {
    for (const [path, item] of Object.entries(paths)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const { parameters } of Object.values(item)) {
        const declared = parameters.filter((parameter) => parameter.in === 'path');
        expect(declared.map(({ name }) => name)).toEqual(inPath);
        expect(declared.every(({ required }) => required)).toBe(true);
      }
    }
  });

  it('when a query has defaults and options, requires none of them', () => {
    const parameters = paths['/v1/things']!.get!.parameters;
    expect(parameters.map(({ name, required }) => [name, required])).toEqual([
      ['limit', false],
      ['offset', false],
      ['cursor', false],
      ['q', false],
      ['from', false],
    ]);
  });

  it('when a body is taken, says in which form and what it may hold', () => {
    expect(paths['/v1/things']!.post!.requestBody!.content['application/json']!.schema).toMatchObject({
      type: 'object',
      required: ['name', 'price'],
      additionalProperties: false,
      properties: { name: { type: 'string', maxLength: 50 } },
    });
    expect(Object.keys(paths['/v1/images']!.post!.requestBody!.content)).toEqual(['multipart/form-data']);
    expect(paths['/v1/things']!.get!.requestBody).toBeUndefined();
  });

  it('when a token is needed, says so', () => {
    const secured = Object.entries(paths).flatMap(([path, item]) =>
      Object.values(item)
        .filter(({ security }) => security !== undefined)
        .map((operation) => [path, operation['x-access']]),
    );
    expect(secured).toEqual([
      ['/v1/things', 'admin'],
      ['/v1/shops/{shopId}/things/{thingId}', 'customer'],
      ['/v1/images', 'admin'],
    ]);
  });

  it('when an Idempotency-Key is taken, says whether it is needed', () => {
    const keyOf = (operation: z.infer<typeof Operation> | undefined) =>
      operation!.parameters.find(({ name }) => name === 'Idempotency-Key')?.required;
    expect(keyOf(paths['/v1/checkout']!.post)).toBe(true);
    expect(keyOf(paths['/v1/things']!.post)).toBe(false);
    expect(keyOf(paths['/v1/things']!.get)).toBeUndefined();
  });

  it('when a route reads headers, names and explains them', () => {
    const explained = paths['/v1/checkout']!.post!.parameters.filter(({ description }) => description !== undefined);
    expect(explained.map(({ name, in: place }) => [name, place])).toEqual([
      ['X-Cart-Token', 'header'],
      ['Prefer', 'header'],
    ]);
  });

  it('when a request may fail, shows how a problem looks', () => {
    for (const { responses } of Object.values(paths).flatMap((item) => Object.values(item))) {
      expect(responses['default']!.content!['application/problem+json']!.schema).toMatchObject({
        required: ['type', 'status', 'code', 'title', 'requestId'],
      });
      expect(Object.keys(responses).length).toBeGreaterThan(1);
    }
    expect(paths['/v1/shops/{shopId}/things/{thingId}']!.delete!.responses['204']).toEqual({ description: 'Done' });
  });
});
