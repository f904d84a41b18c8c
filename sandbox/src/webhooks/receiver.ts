import http from 'node:http';
import https from 'node:https';
import { urlToHttpOptions } from 'node:url';

const REPLY_WITHIN_MS = 10_000;

/** Where webhooks are posted, over connections that are kept. */
export class Receiver {
  readonly #transport: typeof http | typeof https;
  readonly #target: http.RequestOptions;
  readonly #agent: http.Agent;

  constructor(url: string) {
    this.#transport = url.startsWith('https:') ? https : http;
    this.#agent = new this.#transport.Agent({ keepAlive: true });
    this.#target = { ...urlToHttpOptions(new URL(url)), method: 'POST', agent: this.#agent };
  }

  /** The status of the reply, read to its end. */
  async post(headers: Readonly<Record<string, string>>, body: string): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const post = this.#transport.request({ ...this.#target, headers });
    const limit = setTimeout(() => post.destroy(new Error(`no reply within ${REPLY_WITHIN_MS} ms`)), REPLY_WITHIN_MS);
    post.on('error', reject).on('response', (reply) => {
      reply
        .on('error', reject)
        .on('end', () => resolve(reply.statusCode ?? 0))
        .resume();
    });
    post.end(body);
    try {
      return await promise;
    } finally {
      clearTimeout(limit);
    }
  }

  /** Cuts the connections: what has had no reply fails. */
  close(): void {
    this.#agent.destroy();
  }
}
