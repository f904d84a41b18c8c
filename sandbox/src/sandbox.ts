import { once } from 'node:events';
import http from 'node:http';
import path from 'node:path';
import express, { type Express, type Response } from 'express';
import { cloudinaryRoutes } from './cloudinary/cloudinary-routes.ts';
import { cloudinaryRefusal } from './cloudinary/cloudinary-error.ts';
import { asHandler, faultGate } from './faults/fault-gate.ts';
import { faultRoutes } from './faults/fault-routes.ts';
import { Faults } from './faults/faults.ts';
import { homePage } from './pages/home-page.ts';
import { sendPage } from './pages/page.ts';
import { resendRefusal } from './resend/resend-error.ts';
import { resendRoutes } from './resend/resend-routes.ts';
import { Store } from './store.ts';
import { stripeRefusal } from './stripe/api-error.ts';
import { controlRoutes } from './stripe/http/control-routes.ts';
import { pageRoutes } from './stripe/http/page-routes.ts';
import { stripeApi } from './stripe/http/stripe-api.ts';
import type { NeighbourOptions } from './stripe/neighbour.ts';
import { StripeAccount } from './stripe/stripe-account.ts';

/** Longer than any client keeps a connection that it does not use, so that none is closed just as a request is sent. */
const KEEP_ALIVE_MS = 65_000;

const SETTLE_AFTER_MS = 3000;

interface WebhookOptions {
  /** Where events are posted; `null` for nowhere. */
  readonly webhookUrl: string | null;
  readonly webhookSecret: string;
  /** The types of event that are posted; all by default. */
  readonly enabledEvents?: readonly string[] | null;
}

export interface SandboxOptions {
  /** Folder of the journal and of the uploaded images; made when missing. One process per folder. */
  readonly dir: string;
  /** Address to listen on; 127.0.0.1 by default. */
  readonly host?: string;
  /** TCP port; 0 for a free one. */
  readonly port: number;
  /** Base of the links to its pages; `http://127.0.0.1:PORT` by default. */
  readonly publicUrl?: string;
  /** After how many milliseconds debits and pending refunds settle; 3,000 by default. */
  readonly settleAfterMs?: number;
  /** Another application that uses the same Stripe account; none by default. */
  readonly neighbour?: NeighbourOptions | null;
  readonly stripe: WebhookOptions;
  readonly resend: WebhookOptions;
  readonly cloudinary: { readonly cloudName: string; readonly apiKey: string; readonly apiSecret: string };
}

/** Stand-ins for Stripe, Resend and Cloudinary on one loopback port, so that their real SDKs run unchanged. */
export class Sandbox {
  readonly port: number;
  readonly url: string;
  readonly #server: http.Server;
  readonly #account: StripeAccount;
  readonly #store: Store;
  readonly #faults: Faults;
  readonly #closing = new AbortController();

  private constructor(server: http.Server, port: number, options: SandboxOptions) {
    this.#server = server;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    const { publicUrl = this.url, settleAfterMs = SETTLE_AFTER_MS, neighbour = null } = options;
    this.#store = Store.open(path.join(options.dir, 'sandbox.jsonl'));
    this.#faults = new Faults(this.#store);
    const strikes = () => this.#faults.nextEvent('stripe-webhooks');
    this.#account = new StripeAccount(this.#store, { publicUrl, settleAfterMs, neighbour, strikes, ...options.stripe });
    server.on('request', this.#app(options, publicUrl));
  }

  /** @throws Error when the port is taken or the folder cannot be written. */
  static async start(options: SandboxOptions): Promise<Sandbox> {
    const { host = '127.0.0.1', port } = options;
    const server = http.createServer({ keepAliveTimeout: KEEP_ALIVE_MS }).listen(port, host);
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The sandbox listens on TCP only.');
    return new Sandbox(server, address.port, options);
  }

  /** Ends open connections and deliveries; what was pending goes on after the next start in the same folder. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
    this.#closing.abort();
    await this.#account.close();
    this.#store.close();
  }

  #app(options: SandboxOptions, publicUrl: string): Express {
    const app = express().disable('x-powered-by').disable('etag');
    app.response.json = answerJson;
    const faults = this.#faults;
    app.use('/v1', stripeApi(this.#store, this.#account, asHandler(faultGate(faults, 'stripe-api', stripeRefusal))));
    app.use('/_sandbox/stripe', controlRoutes(this.#account));
    app.use(pageRoutes(this.#account));
    app.use(faultRoutes(faults));
    app.get('/_sandbox/health', (_request, response) => void response.json({ status: 'ok' }));
    app.get('/_sandbox/style.css', (_request, response) => {
      response.sendFile('style.css', { root: path.join(import.meta.dirname, 'pages') });
    });
    app.get('/favicon.ico', (_request, response) => void response.status(204).end());
    app.get('/', (_request, response) => sendPage(response, homePage(this.#account)));
    const { signal } = this.#closing;
    app.use(
      resendRoutes({
        store: this.#store,
        publicUrl,
        signal,
        faults: asHandler(faultGate(faults, 'resend-api', resendRefusal)),
        strikes: () => faults.nextEvent('resend-webhooks'),
        ...options.resend,
      }),
    );
    app.use(
      cloudinaryRoutes({
        dir: options.dir,
        publicUrl,
        signal,
        faults: faultGate(faults, 'cloudinary-api', cloudinaryRefusal),
        ...options.cloudinary,
      }),
    );
    return app;
  }
}

/** Leaves out what express does for browsers and caches. */
function answerJson(this: Response, body: unknown): Response {
  return this.setHeader('content-type', 'application/json; charset=utf-8').end(JSON.stringify(body));
}
