import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Webhook {
  readonly type: string;
  readonly body: string;
  readonly signature: string;
}

/** Receives the webhooks of Stripe's stand-in and hands them on to the service, or holds them back. */
export class WebhookRelay {
  readonly url: string;
  /** Where to hand them on to; null while there is nobody. */
  target: string | null = null;
  /** Webhooks that are lost: acknowledged, but not handed on. */
  loses: (webhook: Pick<Webhook, 'type'>) => boolean = () => false;
  readonly lost: Webhook[] = [];
  /** Webhooks that were handed on. */
  readonly passed: Webhook[] = [];
  /** Webhooks that are not acknowledged. */
  refuses: (webhook: Webhook) => boolean = () => false;
  readonly refused: Webhook[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => {
      void text(request).then(async (body) => {
        const webhook = { type: JSON.parse(body).type, body, signature: String(request.headers['stripe-signature']) };
        response.writeHead(await this.#pass(webhook)).end();
      });
    });
  }

  static async start(): Promise<WebhookRelay> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new WebhookRelay(server);
  }

  /** The status that the service answered with. */
  async send({ body, signature }: Pick<Webhook, 'body' | 'signature'>): Promise<number> {
    const reply = await fetch(`${this.target}/v1/webhooks/stripe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'stripe-signature': signature },
      body,
    });
    await reply.arrayBuffer();
    return reply.status;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #pass(webhook: Webhook): Promise<number> {
    if (this.loses(webhook)) {
      this.lost.push(webhook);
      return 200;
    }
    if (this.refuses(webhook)) {
      this.refused.push(webhook);
      return 503;
    }
    this.passed.push(webhook);
    return this.target === null ? 503 : this.send(webhook).catch(() => 502);
  }
}
