import {
  Agent as HttpAgent,
  request as requestHttp,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { HttpProblem } from '@souk/chassis/http/problem';
import type { Request, Response } from 'express';
import { MOST_AT_ONCE } from '../../application/admit-request/admit-request.ts';
import type { Service } from '../../application/find-route/find-route.ts';
import type { Pulse } from '../../application/ports/pulse.ts';
import type { ReceivedBody } from './receive-body.ts';
import { arrivesTooSlowly, doesNotAnswer } from './refusals.ts';
import { bodyIsTooLarge, MAX_BODY_BYTES, takesBody } from './request-framing.ts';
import { beginReply } from './upstream-reply.ts';

const MAX_IDLE_CONNECTIONS = 256;
/** A service that is alive, but busy, may take so many times as long: half a minute for a change. */
const TIMES_WHEN_ALIVE = 3;
/** A body or a reply that has begun goes on within this time. */
const SILENT_FOR_MS = 10_000;

export interface UpstreamProxyOptions {
  readonly url: string;
  readonly pulse: Pulse;
}

export interface ForwardOptions {
  readonly body: ReceivedBody;
  /** Until when the service must have begun to answer, or say that it is alive. */
  readonly deadlineMs: number;
  /** What the client is told when it has not. */
  readonly tooLate: () => HttpProblem;
  /** Called when the service has nothing to do with the request any more. */
  readonly onDone: () => void;
}

/** One proxy, with connections of its own, per service: a slow service takes nothing from the others. */
export type UpstreamProxies = Readonly<Record<Service, UpstreamProxy>>;

/** Sends requests to one service and streams its replies back. */
export class UpstreamProxy {
  readonly #address: Pick<RequestOptions, 'protocol' | 'hostname' | 'port'>;
  readonly #request: typeof requestHttp;
  readonly #agent: HttpAgent;
  readonly #pulse: Pulse;

  constructor({ url, pulse }: UpstreamProxyOptions) {
    const isSecure = url.startsWith('https:');
    const { protocol, hostname, port } = new URL(url);
    this.#address = { protocol, hostname, port };
    this.#request = isSecure ? requestHttps : requestHttp;
    this.#agent = new (isSecure ? HttpsAgent : HttpAgent)({
      keepAlive: true,
      maxSockets: MOST_AT_ONCE,
      maxFreeSockets: MAX_IDLE_CONNECTIONS,
    });
    this.#pulse = pulse;
  }

  /** @throws HttpProblem 503 when the service does not answer, 504 when it is late, 408 or 413 for a body that is streamed. */
  async forward(request: Request, response: Response, options: ForwardOptions): Promise<void> {
    if (this.#pulse.isLost()) throw doesNotAnswer();
    const over = new Interruption();
    let deadline = setTimeout(() => void onDeadline(), options.deadlineMs);
    const giveUp = () => over.interrupt(options.tooLate());
    const onDeadline = async () => {
      const isAlive = await this.#pulse.doubt();
      if (isOver) return;
      if (!isAlive) giveUp();
      else deadline = setTimeout(giveUp, (TIMES_WHEN_ALIVE - 1) * options.deadlineMs);
    };
    let isOver = false;
    const gone = () => {
      if (!response.writableFinished) over.interrupt(doesNotAnswer());
    };
    response.once('close', gone);
    try {
      const reply = await this.#replyTo(request, options, over);
      isOver = true;
      clearTimeout(deadline);
      beginReply(reply, response);
      await sendOn(reply, response);
    } catch (error) {
      // Once the reply has begun, or the client has gone, there is nobody to tell.
      if (!response.headersSent && !response.destroyed) throw refusalOf(over.reason ?? error);
    } finally {
      isOver = true;
      clearTimeout(deadline);
      response.off('close', gone);
      options.onDone();
      // Of a body that the service did not want to the end.
      if (!request.complete) request.resume();
    }
  }

  /** Closes the connections that are kept alive. */
  close(): void {
    this.#pulse.close();
    this.#agent.destroy();
  }

  /** What changes nothing is asked once more when the connection breaks: another process of the service may be there. */
  async #replyTo(request: Request, options: ForwardOptions, over: Interruption): Promise<IncomingMessage> {
    try {
      return await this.#ask(request, options, over);
    } catch (error) {
      const isRead = request.method === 'GET' || request.method === 'HEAD';
      if (isRead && over.reason === null) return this.#ask(request, options, over);
      throw error;
    }
  }

  #ask(request: Request, { body, onDone }: ForwardOptions, over: Interruption): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const upstream = this.#request({
      ...this.#address,
      agent: this.#agent,
      method: request.method,
      path: request.url,
      headers: body.isWhole ? { ...request.headers, ...lengthOf(request, body) } : request.headers,
    });
    over.ends(upstream);
    upstream.on('error', reject).once('response', (reply) => {
      upstream.setTimeout(SILENT_FOR_MS, () => upstream.destroy());
      upstream.once('close', onDone);
      resolve(reply);
    });
    if (body.isWhole) upstream.end(body.bytes.length === 0 ? undefined : body.bytes);
    else stream(request, body.bytes, upstream);
    return promise;
  }
}

/** Ends the request to a service before its time, and says why. An `AbortSignal` does the same for a tenth of the gateway's CPU. */
class Interruption {
  reason: HttpProblem | null = null;
  #upstream: ClientRequest | null = null;

  ends(upstream: ClientRequest): void {
    this.#upstream = upstream;
    if (this.reason !== null) upstream.destroy(this.reason);
  }

  interrupt(reason: HttpProblem): void {
    this.reason ??= reason;
    this.#upstream?.destroy(this.reason);
  }
}

/** Ends when all of the reply is sent, or either side breaks, which the other is told; fails when nothing was sent yet. */
function sendOn(reply: IncomingMessage, response: Response): Promise<undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const end = () => {
    if (!reply.complete) reply.destroy();
    resolve(undefined);
  };
  reply.on('error', (error) => {
    // A reply that is cut off must not look whole.
    if (response.headersSent) response.destroy();
    else reject(error);
  });
  response.on('error', end).once('finish', end).once('close', end);
  reply.pipe(response);
  return promise;
}

/** A body that is there has a length, whichever way it came. */
const lengthOf = (request: IncomingMessage, { bytes }: ReceivedBody) =>
  takesBody(request) ? { 'content-length': String(bytes.length) } : {};

function stream(request: IncomingMessage, beginning: Buffer, upstream: ClientRequest): void {
  let bytes = beginning.length;
  const silent = setTimeout(() => {
    // A service that takes no more is at fault, not the client.
    upstream.destroy(upstream.writableNeedDrain ? doesNotAnswer() : arrivesTooSlowly());
  }, SILENT_FOR_MS);
  const stop = () => clearTimeout(silent);
  request.once('end', stop).on('data', (chunk: Buffer) => {
    silent.refresh();
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) upstream.destroy(bodyIsTooLarge());
  });
  upstream.once('close', stop);
  if (beginning.length > 0) upstream.write(beginning);
  request.pipe(upstream);
}

const refusalOf = (error: unknown): HttpProblem => (error instanceof HttpProblem ? error : doesNotAnswer(error));
