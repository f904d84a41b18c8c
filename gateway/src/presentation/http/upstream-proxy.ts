import { Agent as HttpAgent, ServerResponse, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { answerError } from '@souk/chassis/http/error-reply';
import { HttpProblem, problem } from '@souk/chassis/http/problem';
import type { Logger } from '@souk/chassis/logger';
import type { NextFunction, Request, Response } from 'express';
import { createProxyMiddleware, type Plugin, type RequestHandler } from 'http-proxy-middleware';
import type { Service } from '../../application/find-route/find-route.ts';
import { bodyIsTooLarge, MAX_BODY_BYTES, takesBody } from './request-framing.ts';
import { sendReply } from './upstream-reply.ts';

/** More would wait for each other in the service anyway; a request that waits for its order to change holds one of them. */
const MAX_UNDER_WAY = 1_000;
const MAX_IDLE_CONNECTIONS = 256;

export interface UpstreamProxyOptions {
  readonly url: string;
  readonly timeoutMilliseconds: number;
  readonly logger: Logger;
}

/** One proxy, with connections of its own, per service: a slow service takes nothing from the others. */
export type UpstreamProxies = Readonly<Record<Service, UpstreamProxy>>;

/** Streams requests to one service and its replies back. */
export class UpstreamProxy {
  readonly #agent: HttpAgent;
  readonly #proxy: RequestHandler<Request, Response>;
  #underWay = 0;

  constructor({ url, timeoutMilliseconds, logger }: UpstreamProxyOptions) {
    const Agent = url.startsWith('https:') ? HttpsAgent : HttpAgent;
    this.#agent = new Agent({ keepAlive: true, maxSockets: MAX_UNDER_WAY, maxFreeSockets: MAX_IDLE_CONNECTIONS });
    this.#proxy = createProxyMiddleware<Request, Response>({
      target: url,
      agent: this.#agent,
      changeOrigin: true,
      selfHandleResponse: true,
      pathFilter: () => true,
      // The default plugins log, parse URLs for it, and answer errors in plain text.
      ejectPlugins: true,
      plugins: [
        relay({
          timeoutMilliseconds,
          logger,
          again: (request, response) => void this.#proxy(request, response, () => undefined),
        }),
      ],
    });
  }

  /** @throws HttpProblem 503 when too many requests to the service are under way. */
  async forward(request: Request, response: Response, next: NextFunction): Promise<void> {
    // The client may have gone while its token was checked; nothing would tell us so any more.
    if (response.destroyed) return;
    if (this.#underWay >= MAX_UNDER_WAY) throw unavailable('upstream.busy');
    this.#underWay += 1;
    response.once('close', () => (this.#underWay -= 1));
    await this.#proxy(request, response, next);
  }

  /** Closes the connections that are kept alive. */
  close(): void {
    this.#agent.destroy();
  }
}

interface RelayOptions extends Omit<UpstreamProxyOptions, 'url'> {
  /** Sends a request once more. */
  readonly again: (request: Request, response: Response) => void;
}

function relay({ timeoutMilliseconds, logger, again }: RelayOptions): Plugin<Request, Response> {
  return (proxy) => {
    proxy.on('proxyReq', (upstream, request) => {
      upstream.setTimeout(timeoutMilliseconds, () => upstream.destroy(timedOut()));
      if (takesBody(request) && request.headers['content-length'] === undefined) limitBody(request, upstream);
    });
    proxy.on('proxyRes', sendReply);
    proxy.on('error', (error, request, response) => {
      // Once the reply has begun, or the client has gone, there is nobody to tell.
      if (request === undefined || !(response instanceof ServerResponse)) return;
      if (response.headersSent || response.destroyed) return;
      if (mayBeRepeated(request, error)) {
        repeated.add(request);
        again(request, response);
        return;
      }
      answerError(
        error instanceof HttpProblem ? error : unavailable('upstream.unavailable', error),
        request,
        response,
        logger,
      );
    });
  };
}

/** Reads whose connection has broken before. */
const repeated = new WeakSet<IncomingMessage>();

/** What changes nothing is asked once more when the connection breaks: another process of the service may be there. */
function mayBeRepeated(request: IncomingMessage, error: Error): boolean {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  return isRead && !(error instanceof HttpProblem) && !repeated.has(request);
}

/** A body of unknown length is counted as it passes. */
function limitBody(request: IncomingMessage, upstream: ClientRequest): void {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) upstream.destroy(bodyIsTooLarge());
  });
}

function unavailable(code: string, cause?: Error): HttpProblem {
  const refusal = new HttpProblem(problem(503, code, 'This part of the shop does not answer; try again in a moment.'), {
    'retry-after': '2',
  });
  refusal.cause = cause;
  return refusal;
}

const timedOut = (): HttpProblem =>
  new HttpProblem(
    problem(504, 'upstream.timeout', 'This part of the shop took too long; what was asked may yet happen.'),
  );
