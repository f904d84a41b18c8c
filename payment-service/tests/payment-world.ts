import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EventContract, EventOf } from '@souk/contracts/event';
import {
  OrderAwaitingPaymentV1,
  OrderCancellationRequestedV1,
  OrderCancelledV2,
  OrderRefundRequestedV1,
} from '@souk/contracts/order-events';
import { eventually } from '@souk/testing/eventually';
import { accessToken } from '@souk/testing/test-tokens';
import { startTestService, type TestService } from '@souk/testing/test-service';
import Stripe from 'stripe';
import { expect } from 'vitest';
import { Sandbox } from '../../sandbox/src/sandbox.ts';
import { paymentService } from '../src/service.ts';
import { StripeProxy } from './stripe-proxy.ts';
import { WebhookRelay, type Webhook } from './webhook-relay.ts';

export const WEBHOOK_SECRET = 'whsec_for_the_payment_tests';
export const STRIPE_KEY = 'sk_test_canary4f7a';
export const PUBLIC_URL = 'https://shop.test';

const line = {
  sku: 'TEA-GREEN-100',
  productId: 'p1',
  name: 'Green tea, 100 g',
  unitPrice: { amount: 1250, currency: 'EUR' },
  quantity: 2,
};
const shipping = { method: 'standard', name: 'Standard delivery', price: { amount: 490, currency: 'EUR' } };
export const total = { amount: 2990, currency: 'EUR' };

const addressOf = (url: string) => {
  const { hostname: host, port } = new URL(url);
  return { host, port, protocol: 'http' } as const;
};

interface LedgerPage {
  readonly charges: { id: string; amount: number; amount_refunded: number; payment_intent: string; status: string }[];
  readonly refunds: { id: string; amount: number; payment_intent: string; metadata: Record<string, string> }[];
}

interface SandboxSession {
  readonly id: string;
  readonly status: string;
  readonly client_reference_id: string;
  readonly url: string;
}

/** The payment service with the real SDK, Stripe's stand-in, and everything between them in the test's hands. */
export class PaymentWorld {
  readonly service: TestService;
  readonly stripe: StripeProxy;
  readonly webhooks: WebhookRelay;
  readonly admin = accessToken({ userId: 'admin-1', role: 'admin' });
  readonly #sandbox: Sandbox;
  readonly #dir: string;
  readonly #clock: { ahead: number };

  private constructor(parts: {
    service: TestService;
    stripe: StripeProxy;
    webhooks: WebhookRelay;
    sandbox: Sandbox;
    dir: string;
    clock: { ahead: number };
  }) {
    this.service = parts.service;
    this.stripe = parts.stripe;
    this.webhooks = parts.webhooks;
    this.#sandbox = parts.sandbox;
    this.#dir = parts.dir;
    this.#clock = parts.clock;
  }

  static async start(): Promise<PaymentWorld> {
    const dir = await mkdtemp(path.join(tmpdir(), 'souk-payments-'));
    const webhooks = await WebhookRelay.start();
    const sandbox = await Sandbox.start({
      dir,
      port: 0,
      stripe: { webhookUrl: webhooks.url, webhookSecret: WEBHOOK_SECRET },
      resend: { webhookUrl: null, webhookSecret: `whsec_${Buffer.from('resend').toString('base64')}` },
      cloudinary: { cloudName: 'souk', apiKey: '123456', apiSecret: 'secret' },
    });
    const stripe = await StripeProxy.start(sandbox.url);
    // Until a webhook is acknowledged its event counts as not delivered: one that is to be lost is not to be found there.
    const withoutLost = (json: string) => {
      const list = JSON.parse(json) as { data: Webhook[] };
      return JSON.stringify({ ...list, data: list.data.filter((event) => !webhooks.loses(event)) });
    };
    stripe.background = ({ name }) => (name === 'GET /v1/events' ? { do: 'rewrite', change: withoutLost } : null);
    const clock = { ahead: 0 };
    const now = () => new Date(Date.now() + clock.ahead);
    const service = await startTestService(
      { ...paymentService, compose: (platform) => paymentService.compose({ ...platform, clock: { now } }) },
      {
        STRIPE_SECRET_KEY: STRIPE_KEY,
        STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
        STRIPE_API_BASE: stripe.url,
        PUBLIC_URL: `${PUBLIC_URL}/`,
        SWEEP_EVERY_MS: '25',
        FETCH_EVENTS_EVERY_MS: '100',
      },
    );
    webhooks.target = service.url;
    return new PaymentWorld({ service, stripe, webhooks, sandbox, dir, clock });
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.stripe.close();
    await this.#sandbox.close();
    await this.webhooks.close();
    await rm(this.#dir, { recursive: true, force: true });
  }

  /** Undoes every fault. */
  calm(): void {
    this.stripe.faults = () => null;
    this.webhooks.loses = () => false;
    this.webhooks.refuses = () => false;
  }

  /** The service's clock jumps ahead; Stripe's does not. */
  letPass(minutes: number): void {
    this.#clock.ahead += minutes * 60_000;
  }

  awaitPayment(orderId: string, overrides: { attempt?: number; unitPrice?: number } = {}) {
    const { attempt = 1, unitPrice = line.unitPrice.amount } = overrides;
    const lines = [{ ...line, unitPrice: { amount: unitPrice, currency: 'EUR' } }];
    const price = unitPrice === line.unitPrice.amount ? shipping.price : { amount: 0, currency: 'EUR' };
    return this.service.deliver(
      OrderAwaitingPaymentV1,
      {
        orderId,
        attempt,
        email: 'amira@souk.test',
        lines,
        shipping: { ...shipping, price },
        total: { amount: 2 * unitPrice + price.amount, currency: 'EUR' },
      },
      { subject: orderId },
    );
  }

  /** A payment whose session is open; the order's id and the session's. */
  async opened(orderId: string = randomUUID()): Promise<{ orderId: string; sessionId: string }> {
    await this.awaitPayment(orderId);
    const { sessionId } = await this.#nextSession(orderId);
    return { orderId, sessionId };
  }

  async #nextSession(orderId: string): Promise<{ sessionId: string }> {
    const { body } = await this.until(orderId, 'open');
    return { sessionId: body.sessionId };
  }

  /** A payment that has succeeded. */
  async paid(): Promise<{ orderId: string; sessionId: string }> {
    const payment = await this.opened();
    await this.pay(payment.sessionId);
    await this.until(payment.orderId, 'succeeded');
    return payment;
  }

  requestCancellation(orderId: string) {
    return this.service.deliver(OrderCancellationRequestedV1, { orderId, reason: 'customer' }, { subject: orderId });
  }

  cancelOrder(orderId: string) {
    const data = {
      orderId,
      email: 'amira@souk.test',
      reason: 'customer',
      refunded: null,
      refundedBefore: null,
    } as const;
    return this.service.deliver(OrderCancelledV2, data, { subject: orderId });
  }

  requestRefund(orderId: string, refundId = `${orderId}:cancelled`, amount = total) {
    return this.service.deliver(
      OrderRefundRequestedV1,
      { orderId, refundId, amount, reason: 'cancelled' },
      { subject: orderId },
    );
  }

  payment(orderId: string) {
    return this.service.api.get(`/v1/admin/payments/${orderId}`, { token: this.admin });
  }

  /** The admin's view of a payment once it has this status. */
  until(orderId: string, status: string) {
    return eventually(async () => {
      const reply = await this.payment(orderId);
      expect(reply.body).toMatchObject({ status });
      return reply;
    });
  }

  published<Contract extends EventContract>(contract: Contract, orderId: string): EventOf<Contract>[] {
    return this.service.published(contract).filter(({ subject }) => subject === orderId);
  }

  /** The one event of this kind about an order, once there is one. */
  once<Contract extends EventContract>(contract: Contract, orderId: string): Promise<EventOf<Contract>> {
    return eventually(() => {
      const events = this.published(contract, orderId);
      expect(events).toHaveLength(1);
      return events[0]!;
    });
  }

  /** What was published about an order, oldest first. */
  typesAbout(orderId: string): string[] {
    return this.service.bus.published
      .filter(({ topic, event }) => topic === 'payment-events' && event.subject === orderId)
      .map(({ event }) => event.type);
  }

  /** Pays as the shopper would on the payment page; the status of the page's answer. */
  async pay(sessionId: string, cardNumber = '4242424242424242'): Promise<number> {
    const reply = await this.#control(`sessions/${sessionId}/pay`, { cardNumber });
    return reply.status;
  }

  /**
   * Another application on the shop's account sells something under a reference of its own: a card is declined, the next one is charged, and
   * a part is given back.
   */
  async buyElsewhere(reference: string): Promise<{ sessionId: string; paymentIntentId: string }> {
    const theirs = new Stripe('sk_test_of_another_application', addressOf(this.#sandbox.url));
    const metadata = { orderId: reference };
    const product_data = { name: 'A donation' };
    const session = await theirs.checkout.sessions.create({
      mode: 'payment',
      success_url: 'https://elsewhere.test/thanks',
      client_reference_id: reference,
      metadata,
      payment_intent_data: { metadata },
      line_items: [{ quantity: 1, price_data: { currency: 'eur', unit_amount: 900, product_data } }],
    });
    await this.pay(session.id, '4000000000000002');
    await this.pay(session.id);
    const { payment_intent } = await theirs.checkout.sessions.retrieve(session.id);
    const paymentIntentId = payment_intent as string;
    await theirs.refunds.create({ payment_intent: paymentIntentId, amount: 300 });
    return { sessionId: session.id, paymentIntentId };
  }

  async closeDispute(disputeId: string, status: 'won' | 'lost'): Promise<void> {
    const reply = await this.#control(`disputes/${disputeId}/close`, { status });
    expect(reply.status).toBe(200);
  }

  async expire(sessionId: string): Promise<void> {
    await this.#control(`sessions/${sessionId}/expire`, {});
  }

  /** The sessions of an order at Stripe. */
  async sessionsOf(orderId: string): Promise<SandboxSession[]> {
    const sessions = await this.#read<SandboxSession[]>('sessions');
    return sessions.filter(({ client_reference_id }) => client_reference_id === orderId);
  }

  /** What Stripe's stand-in has taken and given back by a payment. */
  async ledgerOf(paymentIntentId: string) {
    const { charges, refunds } = await this.#read<LedgerPage>('ledger');
    return {
      charges: charges.filter(({ payment_intent }) => payment_intent === paymentIntentId),
      refunds: refunds.filter(({ payment_intent }) => payment_intent === paymentIntentId),
    };
  }

  async #control(path: string, body: object): Promise<Response> {
    return fetch(`${this.#sandbox.url}/_sandbox/stripe/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async #read<T>(path: string): Promise<T> {
    const reply = await fetch(`${this.#sandbox.url}/_sandbox/stripe/${path}`);
    return (await reply.json()) as T;
  }
}
