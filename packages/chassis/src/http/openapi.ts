import { z } from 'zod';
import { PROBLEM_SCHEMA } from './problem.ts';
import { REQUEST_HEADERS, type Route } from './route.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * The OpenAPI 3.1 paths of a service, made from the schemas that its routes parse with. Routes for other services and for operators, which are not under `/v1`, are left out.
 * The gateway joins the paths of all services to one document.
 */
export function openApiPaths(routes: readonly Route[], tag: string): Record<string, Record<string, Json>> {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    if (!route.path.startsWith('/v1/')) continue;
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method] = operation(route, tag);
  }
  return paths;
}

function operation(route: Route, tag: string): Json {
  return {
    tags: [tag],
    summary: route.summary,
    'x-access': route.access,
    ...(needsToken(route) ? { security: [{ accessToken: [] }] } : {}),
    parameters: [
      ...parameters(route.params, 'path'),
      ...parameters(route.query, 'query'),
      ...idempotencyHeader(route),
      ...headerParameters(route),
    ],
    ...requestBody(route),
    responses: {
      ...Object.fromEntries(Object.entries(route.replies).map(([status, schema]) => [status, reply(schema)])),
      default: {
        description: 'A problem',
        content: { 'application/problem+json': { schema: jsonSchema(PROBLEM_SCHEMA, 'output') } },
      },
    },
  };
}

const needsToken = ({ access }: Route): boolean => access === 'customer' || access === 'admin';

function parameters(schema: z.ZodType, place: 'path' | 'query'): Json[] {
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function idempotencyHeader(route: Route): Json[] {
  if (route.idempotency === 'none') return [];
  return [
    {
      name: 'Idempotency-Key',
      in: 'header',
      required: route.idempotency === 'required' || route.idempotency === 'natural',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    },
  ];
}

const headerParameters = ({ headers }: Route): Json[] =>
  headers.map((name) => ({
    name,
    in: 'header',
    required: false,
    description: REQUEST_HEADERS[name],
    schema: { type: 'string' },
  }));

function requestBody(route: Route): Json {
  if (route.body === undefined) return {};
  const mediaType = route.consumes ?? 'application/json';
  return { requestBody: { required: true, content: { [mediaType]: { schema: jsonSchema(route.body, 'input') } } } };
}

function reply(schema: z.ZodType | null): Json {
  if (schema === null) return { description: 'Done' };
  return { description: 'Done', content: { 'application/json': { schema: jsonSchema(schema, 'output') } } };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const schemaDocument: Json = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return Object.fromEntries(Object.entries(schemaDocument).filter(([keyword]) => keyword !== '$schema'));
}
