import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface StripeCall {
  /** e.g. `POST /v1/checkout/sessions`. */
  readonly name: string;
  readonly body: string;
  readonly idempotencyKey: string | undefined;
}

/** `answer` never reaches Stripe, `lose-reply` does but its answer is cut off, `rewrite` changes the JSON of the answer. */
export type Fault =
  | { readonly do: 'answer'; readonly status: number; readonly body: object }
  | { readonly do: 'lose-reply' }
  | { readonly do: 'rewrite'; readonly change: (json: string) => string };

/** Stands between a service and Stripe's stand-in, sees every call and spoils those it is told to. */
export class StripeProxy {
  readonly url: string;
  readonly calls: StripeCall[] = [];
  /** Null lets a call pass. */
  faults: (call: StripeCall) => Fault | null = () => null;
  /** What happens to the calls that pass. */
  background: (call: StripeCall) => Fault | null = () => null;
  readonly #server: Server;
  readonly #target: string;

  private constructor(server: Server, target: string) {
    this.#server = server;
    this.#target = target;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => void this.#pass(request, response));
  }

  static async start(target: string): Promise<StripeProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new StripeProxy(server, target);
  }

  /** The calls that were made for an order, oldest first. */
  callsFor(orderId: string, name: string): StripeCall[] {
    return this.calls.filter((call) => call.name === name && call.body.includes(orderId));
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const call = {
      name: `${request.method} ${request.url?.split('?', 1)[0]}`,
      body: body.toString(),
      idempotencyKey: request.headers['idempotency-key'] as string | undefined,
    };
    this.calls.push(call);
    const fault = this.faults(call) ?? this.background(call);
    if (fault?.do === 'answer') {
      response.writeHead(fault.status, { 'content-type': 'application/json' }).end(JSON.stringify(fault.body));
      return;
    }
    const { connection: _connection, host: _host, ...headers } = request.headers;
    const reply = await fetch(`${this.#target}${request.url}`, {
      method: request.method!,
      headers: headers as Record<string, string>,
      ...(body.length === 0 ? {} : { body }),
    });
    const text = await reply.text();
    if (fault?.do === 'lose-reply') {
      request.socket.destroy();
      return;
    }
    const isRewritten = fault?.do === 'rewrite' && reply.ok;
    response
      .writeHead(reply.status, { 'content-type': 'application/json' })
      .end(isRewritten ? fault.change(text) : text);
  }
}
