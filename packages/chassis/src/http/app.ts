import { randomUUID } from 'node:crypto';
import { networkOf } from '@souk/kernel/client-network';
import express, { type Express, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { AccessTokenVerifier } from '../auth/access-token.ts';
import { currentCause, runBecauseOf } from '../execution-context.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { authenticate } from './authenticate.ts';
import { answerError } from './error-reply.ts';
import { idempotencyKeyOf, traceparentOf } from './headers.ts';
import type { IdempotencyKeys } from './idempotency.ts';
import { HttpProblem, problem, problemOfZodError } from './problem.ts';
import { Nothing, type Reply, type Route, type RouteRequest } from './route.ts';

export interface AppOptions {
  readonly routes: readonly Route[];
  readonly tokens: AccessTokenVerifier;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

const JSON_LIMIT = '100kb';
const SIGNED_LIMIT = '1mb';

/** An Express application that serves routes: request id, caller, limits, parsing, idempotency, problem replies, one log line each. */
export function createApp({ routes, tokens, idempotencyKeys, logger, metrics }: AppOptions): Express {
  const app = bareApp(logger, metrics);
  for (const route of routes) {
    app[route.method](
      route.path,
      checkCaller(route, tokens),
      ...(route.middleware ?? []),
      ...bodyParsers(route),
      handle(route, idempotencyKeys),
    );
  }
  for (const path of new Set(routes.map((route) => route.path))) app.all(path, refuseMethod(routes, path));
  return closeApp(app, logger);
}

/** What every application of the platform has before its routes. */
export function bareApp(logger: Logger, metrics: Metrics): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('etag', false);
  // What Express itself answers when answering an error fails shows the stack otherwise.
  app.set('env', 'production');
  app.use(identifyRequest(logger, metrics));
  return app;
}

/** What every application has after its routes: the answer to unknown paths and to errors. */
export function closeApp(app: Express, logger: Logger): Express {
  app.use(() => {
    throw new HttpProblem(
      problem(404, 'route.not-found', 'There is nothing at this address; see /docs for what there is.'),
    );
  });
  app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) next(error);
    else answerError(error, request, response, logger);
  });
  return app;
}

function identifyRequest(logger: Logger, metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now();
    const given = request.get('x-request-id');
    const requestId = given !== undefined && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
    const traceparent = traceparentOf(request.get('traceparent'));
    response.locals['requestId'] = requestId;
    response.setHeader('x-request-id', requestId);
    // What is for one person, and any refusal, is for no cache; a route whose reply is for everybody says so.
    response.setHeader('cache-control', 'no-store');
    response.once('close', () => {
      const seconds = (performance.now() - startedAt) / 1000;
      const route = routeOf(request);
      const status = response.writableFinished ? response.statusCode : 499;
      metrics.httpRequests.observe({ method: request.method, route, status: String(status) }, seconds);
      if (route.startsWith('/health') || route === '/metrics') return;
      const level = status >= 500 ? 'error' : 'info';
      logger[level](
        {
          requestId,
          traceparent,
          method: request.method,
          route,
          path: request.path,
          status,
          ms: Math.round(seconds * 1e4) / 10,
        },
        'request',
      );
    });
    runBecauseOf({ id: requestId, correlationId: null, traceparent, message: null }, next);
  };
}

function routeOf(request: Request): string {
  const matched = request.route as { readonly path?: unknown } | undefined;
  return typeof matched?.path === 'string' ? matched.path : 'unmatched';
}

function checkCaller(route: Route, tokens: AccessTokenVerifier): RequestHandler {
  return async (request, response, next) => {
    response.locals['caller'] = await authenticate(request, route.access, tokens);
    next();
  };
}

function bodyParsers(route: Route): readonly RequestHandler[] {
  if (route.access === 'signed') return [express.raw({ type: () => true, limit: SIGNED_LIMIT })];
  if (route.method === 'get' || route.consumes !== undefined) return [];
  const requireJson: RequestHandler = (request, _response, next) => {
    // A body of no bytes has no media type; the schema says whether it may be missing.
    const isEmpty = request.headers['content-length'] === '0';
    if (!isEmpty && request.is('application/json') === false) {
      throw new HttpProblem(problem(415, 'request.media-type', 'Send `Content-Type: application/json`.'));
    }
    next();
  };
  return [requireJson, express.json({ limit: JSON_LIMIT, type: 'application/json' })];
}

function handle(route: Route, idempotencyKeys: IdempotencyKeys): RequestHandler {
  return async (request, response) => {
    const parsed = parse(route, request, response);
    send(await answer(route, parsed, idempotencyKeys), response);
  };
}

function parse(route: Route, request: Request, response: Response): RouteRequest {
  const read = (schema: Route['params'], value: unknown, where: string): unknown => {
    const result = schema.safeParse(value);
    if (!result.success) throw new HttpProblem(problemOfZodError(result.error, where));
    return result.data;
  };
  const body: unknown = request.body;
  return {
    params: read(route.params, request.params, 'path'),
    query: read(route.query, { ...request.query }, 'query'),
    body: route.access === 'signed' ? body : read(route.body ?? Nothing, body ?? {}, 'body'),
    // checkCaller has put there what the route's access asks for.
    caller: response.locals['caller'] as RouteRequest['caller'],
    requestId: String(response.locals['requestId']),
    idempotencyKey: requireIdempotencyKey(route, request),
    clientNetwork: networkOf(request.get('x-forwarded-for') ?? request.socket.remoteAddress ?? 'unknown'),
    header: (name) => request.get(name) ?? null,
    raw: request,
  };
}

function requireIdempotencyKey(route: Route, request: Request): string | null {
  const given = request.get('idempotency-key');
  if (given === undefined) {
    if (route.idempotency !== 'required' && route.idempotency !== 'natural') return null;
    throw new HttpProblem(
      problem(400, 'idempotency.key-missing', 'Send an `Idempotency-Key` header: a new UUID for each new intent.'),
    );
  }
  const key = idempotencyKeyOf(given);
  if (key !== null) return key;
  throw new HttpProblem(
    problem(400, 'idempotency.key-invalid', 'An Idempotency-Key is 1 to 255 visible ASCII characters.'),
  );
}

function answer(route: Route, request: RouteRequest, idempotencyKeys: IdempotencyKeys): Promise<Reply> {
  const { idempotencyKey, caller, params, query, body } = request;
  const keepsReplies = ['stored', 'once', 'required'].includes(route.idempotency);
  // A reply is given again only to who got it first: a customer, or the guest who holds the token it was for.
  const asker = caller?.userId ?? request.header('x-cart-token') ?? request.header('x-order-token');
  if (idempotencyKey === null || asker === null || !keepsReplies) return route.handle(request);
  const scope = JSON.stringify([route.method, route.path, asker]);
  return idempotencyKeys.once(scope, idempotencyKey, { params, query, body }, (id) =>
    route.idempotency === 'once' ? runAsMessage(id, () => route.handle(request)) : route.handle(request),
  );
}

/** The inboxes of aggregates then tell a repeated request, as they do a repeated event. */
const runAsMessage = <T>(id: string, work: () => T): T =>
  runBecauseOf({ ...currentCause(), message: { id, topic: 'requests', subject: id, sequence: 1 } }, work);

function send({ status, body, headers = {} }: Reply, response: Response): void {
  response.status(status).set(headers);
  if (body === undefined) response.end();
  else if (typeof body === 'string' || Buffer.isBuffer(body)) response.send(body);
  else response.json(body);
}

function refuseMethod(routes: readonly Route[], path: string): RequestHandler {
  const allowed = routes.filter((route) => route.path === path).map((route) => route.method.toUpperCase());
  return () => {
    throw new HttpProblem(problem(405, 'route.method-not-allowed', `This address takes ${allowed.join(', ')}.`), {
      allow: allowed.join(', '),
    });
  };
}
