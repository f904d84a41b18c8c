import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Stripe from 'stripe';
import { onTestFinished, vi } from 'vitest';
import { Sandbox } from '../../src/sandbox.ts';
import type { NeighbourOptions } from '../../src/stripe/neighbour.ts';
import { CLOUD } from '../cloudinary/running-cloudinary.ts';
import { WEBHOOK_SECRET as RESEND_SECRET } from '../resend/running-resend.ts';

const WEBHOOK_SECRET = 'whsec_stripe_test';

export async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'souk-sandbox-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

export interface StartOptions {
  readonly dir?: string;
  readonly webhookUrl?: string | null;
  readonly enabledEvents?: readonly string[];
  readonly settleAfterMs?: number;
  readonly resendWebhookUrl?: string;
  readonly neighbour?: NeighbourOptions;
}

export async function startSandbox({
  dir,
  webhookUrl = null,
  enabledEvents,
  settleAfterMs,
  resendWebhookUrl,
  neighbour,
}: StartOptions = {}) {
  const sandbox = await Sandbox.start({
    dir: dir ?? (await temporaryFolder()),
    port: 0,
    ...(settleAfterMs !== undefined && { settleAfterMs }),
    ...(neighbour !== undefined && { neighbour }),
    stripe: { webhookUrl, webhookSecret: WEBHOOK_SECRET, enabledEvents: enabledEvents ?? null },
    resend: { webhookUrl: resendWebhookUrl ?? null, webhookSecret: RESEND_SECRET },
    cloudinary: CLOUD,
  });
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= sandbox.close());
  onTestFinished(close);
  return { url: sandbox.url, port: sandbox.port, stripe: clientOf(sandbox.port), close };
}

/** Sends JSON to the control API. */
export async function control(url: string, body: object = {}, method = 'POST'): Promise<Response> {
  return await fetch(url, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

export function clientOf(port: number, config: Stripe.StripeConfig = {}): Stripe {
  const base = { host: '127.0.0.1', port, protocol: 'http', telemetry: false, maxNetworkRetries: 0 } as const;
  return new Stripe('sk_test_123', { ...base, ...config });
}

/** A webhook endpoint that verifies each signature with the SDK and answers what `answer` says; 400 when it is wrong. */
export class Receiver {
  readonly events: Stripe.Event[] = [];
  /** The bodies of thin events. */
  readonly #thin: string[] = [];
  /** The bodies whose signature was wrong. */
  readonly forgeries: string[] = [];
  answer: (event: Stripe.Event) => number = () => 200;
  readonly #server = http.createServer((request, response) => {
    void this.#receive(request).then((status) => response.writeHead(status).end());
  });

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => receiver.close());
    return receiver;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return `http://127.0.0.1:${address.port}/webhooks/stripe`;
  }

  types(): string[] {
    return this.events.map(({ type }) => type);
  }

  /** Resolves with the first event of this type. */
  async received(type: string): Promise<Stripe.Event> {
    return await vi.waitFor(
      () => {
        const event = this.events.find((candidate) => candidate.type === type);
        if (event === undefined) throw new Error(`no ${type} among ${this.types().join(', ')}`);
        return event;
      },
      { timeout: 5000, interval: 10 },
    );
  }

  /** Resolves with the body of the first thin event. */
  thin(): Promise<string> {
    return vi.waitFor(() => {
      const [body] = this.#thin;
      if (body === undefined) throw new Error('no thin event');
      return body;
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #receive(request: http.IncomingMessage): Promise<number> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    try {
      const signature = request.headers['stripe-signature'] ?? '';
      if (body.includes('"v2.core.event"')) {
        Stripe.webhooks.signature?.verifyHeader(body, signature, WEBHOOK_SECRET, 300);
        this.#thin.push(body.toString());
        return 200;
      }
      const event = Stripe.webhooks.constructEvent(body, signature, WEBHOOK_SECRET);
      this.events.push(event);
      return this.answer(event);
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error;
      this.forgeries.push(body.toString());
      return 400;
    }
  }
}

/** Two cups for 39.98 euros. */
export function cups(given: Partial<Stripe.Checkout.SessionCreateParams> = {}): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'payment',
    client_reference_id: 'order-1',
    metadata: { order_id: 'order-1' },
    payment_intent_data: { metadata: { order_id: 'order-1' } },
    success_url: 'http://shop.localhost/thanks?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://shop.localhost/cart',
    line_items: [{ quantity: 2, price_data: { currency: 'eur', unit_amount: 1999, product_data: { name: 'Cup' } } }],
    ...given,
  };
}

/** Sends the form of the payment page, without following where it leads. */
export async function submitPaymentPage(url: string | null, fields: Record<string, string> = {}): Promise<Response> {
  if (url === null) throw new Error('The session has no payment page any more.');
  const card = { email: 'jo@shop.localhost', number: '4242 4242 4242 4242', expiry: '12 / 40', cvc: '123', name: 'Jo' };
  return await fetch(url, { method: 'POST', body: new URLSearchParams({ ...card, ...fields }), redirect: 'manual' });
}

/** Resolves with the error that the SDK makes of a refused call. */
export async function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Stripe.errors.StripeError) return error;
  throw new Error('The call was expected to be refused by the API.', { cause: error });
}
