import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import type { Caller } from '../auth/access-token.ts';

/**
 * Who may call a route. `guest`: anybody, but the handler checks a guest's own token; `signed`: a provider, proved by a
 * signature over the raw body; `internal`: other services only, never through the gateway.
 */
export type Access = 'public' | 'guest' | 'customer' | 'admin' | 'signed' | 'internal';

type CallerFor<A extends Access> = A extends 'customer' | 'admin' ? Caller : Caller | null;

export interface RouteRequest<A extends Access = Access, Params = unknown, Query = unknown, Body = unknown> {
  readonly params: Params;
  readonly query: Query;
  /** The parsed body; for `signed` routes the raw bytes. */
  readonly body: Body;
  readonly caller: CallerFor<A>;
  readonly requestId: string;
  readonly idempotencyKey: string | null;
  /** Where the request comes from, as the gateway saw it: an IPv4 address, or the first half of an IPv6 address. */
  readonly clientNetwork: string;
  /** A request header by its lower-case name. */
  header(name: string): string | null;
  /** Express' own request, for what a middleware of this route left on it. */
  readonly raw: Request;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  /** A list only for `set-cookie`, of which there may be several. */
  readonly headers?: ReplyHeaders;
}

export type ReplyHeaders = Readonly<Record<string, string | string[]>>;

/** What a request without a query, path parameters or a body has in their places. */
export const Nothing = z.strictObject({});

/** Headers that a route may read beside `Authorization` and `Idempotency-Key`, as the API document explains them. */
export const REQUEST_HEADERS = {
  'If-Match': 'The `ETag` of what is to be changed; 412 when it has changed since.',
  'If-None-Match': 'The `ETag` of what one has; 304 while that is still how it is.',
  Prefer: '`wait=N`: answer within N seconds at the latest.',
  'X-Cart-Token': 'Of a guest: the `token` that came with the cart.',
  'X-Order-Token': 'Of a guest: the `orderToken` that came with the checkout.',
  'X-Refresh-Cookie': '`1`: of a browser that wants the refresh token in a cookie.',
} as const;

export interface RouteDefinition<
  A extends Access,
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Express path with named parameters, e.g. `/v1/orders/:orderId`. */
  readonly path: string;
  readonly access: A;
  /** One line for the API document. */
  readonly summary: string;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly headers?: readonly (keyof typeof REQUEST_HEADERS)[];
  /** Status and schema of the reply to a request that succeeds; `null` when it has no body. */
  readonly replies: Readonly<Record<number, z.ZodType | null>>;
  /**
   * What an `Idempotency-Key` does. `stored` (POST's default): the first reply is kept and given again to the same asker. `once`: the same,
   * and the aggregate that is changed takes the request for a message, so that its effect is one even when there was no reply to keep;
   * for handlers that change an aggregate once, and by what they add. `required`: as `stored`, and a request without a key is refused.
   * `natural`: required too, and the handler derives what it creates from it.
   */
  readonly idempotency?: Idempotency;
  /** Runs after the caller is known and before the body is read, e.g. for multipart uploads. */
  readonly middleware?: readonly RequestHandler[];
  /** The media type of a body that `middleware` reads; JSON when there is a body schema. */
  readonly consumes?: 'multipart/form-data';
  handle(request: RouteRequest<A, z.output<Params>, z.output<Query>, z.output<Body>>): Promise<Reply>;
}

type Idempotency = 'stored' | 'once' | 'required' | 'natural' | 'none';

/** A route as data: what the server mounts, what the API document shows and what the policy tests read. */
export interface Route extends Omit<RouteDefinition<Access, z.ZodType, z.ZodType, z.ZodType>, 'handle'> {
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly headers: readonly (keyof typeof REQUEST_HEADERS)[];
  readonly idempotency: Idempotency;
  handle(request: RouteRequest): Promise<Reply>;
}

/** Declares a route; the handler's request is typed by the schemas that the server really parses with. */
export function route<
  A extends Access,
  Params extends z.ZodType = typeof Nothing,
  Query extends z.ZodType = typeof Nothing,
  Body extends z.ZodType = z.ZodUndefined,
>(definition: RouteDefinition<A, Params, Query, Body>): Route {
  return {
    ...definition,
    params: definition.params ?? Nothing,
    query: definition.query ?? Nothing,
    headers: definition.headers ?? [],
    idempotency:
      definition.idempotency ?? (definition.method === 'post' && definition.access !== 'signed' ? 'stored' : 'none'),
    // The server parses with these very schemas before it calls, so the request has the handler's type.
    handle: definition.handle.bind(definition),
  };
}

export const ok = (body: unknown, headers: ReplyHeaders = {}): Reply => ({ status: 200, body, headers });
export const created = (location: string, body: unknown, headers: ReplyHeaders = {}): Reply => ({
  status: 201,
  body,
  headers: { location, ...headers },
});
export const accepted = (location: string, body: unknown, headers: ReplyHeaders = {}): Reply => ({
  status: 202,
  body,
  headers: { location, ...headers },
});
export const noContent: Reply = { status: 204 };

/** A number in an address, where everything is text. Digits only: `Number` takes no text at all for 0. */
export const digits = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((text) => (typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : text), schema);

/** Counting stops here: "more than 500" tells a reader as much, and a count costs as much as what it counts. */
export const MOST_COUNTED = 500;
/** Skipping costs less than counting, and goes further. */
const FURTHEST_OFFSET = 1_000;

/** `?limit` with `?cursor` or `?offset` of every list. */
export const ListQuery = z.strictObject({
  limit: digits(z.int().min(1).max(100).default(20)),
  /** Only so far: further on, a cursor is as fast as on the first page. */
  offset: digits(z.int().min(0).max(FURTHEST_OFFSET, 'goes to 1,000; go on with `cursor`').default(0)),
  /** `next` of the page before, as it is. */
  cursor: z.string().min(1).max(1_000).optional(),
});
export type ListQuery = z.output<typeof ListQuery>;

/** The reply of every list. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    data: z.array(item),
    count: z.int(),
    /** Whether there are more than `count`. */
    isCountCapped: z.boolean(),
    limit: z.int(),
    offset: z.int(),
    /** The `cursor` of the next page; null on the last one. */
    next: z.string().nullable(),
  });
