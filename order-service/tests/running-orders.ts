import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { LinkSigner } from '@souk/chassis/link-signer';
import { StockReservedV1 } from '@souk/contracts/inventory-events';
import { PaymentSessionOpenedV1, PaymentSucceededV1 } from '@souk/contracts/payment-events';
import { eventually } from '@souk/testing/eventually';
import { startTestService, type TestService } from '@souk/testing/test-service';
import { accessToken } from '@souk/testing/test-tokens';
import { expect } from 'vitest';
import { orderService } from '../src/service.ts';
import { euros, teaLine } from './an-order.ts';

const LINK_SECRET = 'a-secret-of-at-least-32-characters!!';

export const tokens = {
  customer: accessToken({ userId: 'customer-1', role: 'customer' }),
  stranger: accessToken({ userId: 'customer-2', role: 'customer' }),
  admin: accessToken({ userId: 'admin-1', role: 'admin' }),
};

/** A checkout's body, of a cart that nobody has ordered yet. */
export const checkout = (overrides: object = {}) => ({
  cartId: aCart(),
  email: 'amira@souk.test',
  shippingAddress: { name: 'Amira', line1: '1 Rue du Souk', postalCode: '75001', city: 'Paris', country: 'FR' },
  shippingMethod: 'standard',
  expectedTotal: euros(2990),
  ...overrides,
});

/** A cart that holds two packs of tea. */
const aCart = () => `cart-${randomUUID()}`;

/** As cart-service gives it to a guest. */
export const cartTokenOf = (cartId: string) => new LinkSigner(LINK_SECRET).tokenFor('guest-cart', cartId);

interface Wish {
  readonly token?: string;
  readonly key?: string;
  readonly body?: ReturnType<typeof checkout>;
  readonly wait?: number;
}

/** The order service over HTTP, and what the others tell it in the test's hands. There is every cart whose id begins with `cart-`. */
export class RunningOrders {
  readonly service: TestService;
  /** What is in each cart, and how often that was changed. */
  readonly cart = { quantity: 2, revision: 2 };
  readonly #carts: Server;

  private constructor(service: TestService, carts: Server) {
    this.service = service;
    this.#carts = carts;
  }

  static async start(environment: Readonly<Record<string, string>> = {}): Promise<RunningOrders> {
    let orders: RunningOrders | null = null;
    const carts = createServer((request, response) => {
      const isKnown = request.url?.startsWith('/internal/carts/cart-') === true;
      const { quantity = 0, revision = 0 } = orders?.cart ?? {};
      response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ lines: [{ sku: teaLine.sku, quantity }], revision }));
    });
    await new Promise<void>((listening) => carts.listen(0, '127.0.0.1', listening));
    const service = await startTestService(orderService, {
      CART_SERVICE_URL: `http://127.0.0.1:${(carts.address() as AddressInfo).port}`,
      LINK_SECRET,
      ...environment,
    });
    orders = new RunningOrders(service, carts);
    return orders;
  }

  async stop(): Promise<void> {
    await this.service.stop();
    this.#carts.close();
  }

  /** Checks out without waiting, and returns the order's id and the guest's token. */
  async place(wish: Wish = {}): Promise<{ orderId: string; orderToken: string }> {
    const reply = await this.tryToPlace(wish);
    expect(reply.status).toBe(202);
    return { orderId: String(reply.body.orderId), orderToken: reply.body.orderToken as string };
  }

  tryToPlace({ token, key = randomUUID(), body = checkout(), wait = 0 }: Wish = {}) {
    return this.service.api.post('/v1/checkout', {
      ...(token === undefined ? {} : { token }),
      body,
      headers: {
        ...(token === undefined ? { 'x-cart-token': cartTokenOf(body.cartId) } : {}),
        'idempotency-key': key,
        prefer: `wait=${wait}`,
      },
    });
  }

  /** A confirmed order of the customer; its id. */
  async confirmed(): Promise<string> {
    const { orderId } = await this.place({ token: tokens.customer });
    await this.reserve(orderId);
    await this.openSession(orderId);
    await this.pay(orderId);
    return orderId;
  }

  reserve(orderId: string, lines = [teaLine]) {
    return this.service.deliver(StockReservedV1, { orderId, lines }, { subject: orderId });
  }

  openSession(orderId: string) {
    const expiresAt = '2099-01-01T00:00:00.000Z';
    return this.service.deliver(
      PaymentSessionOpenedV1,
      { orderId, attempt: 1, sessionId: 'cs_1', url: 'http://pay/cs_1', expiresAt },
      { subject: orderId },
    );
  }

  pay(orderId: string, amount = euros(2990)) {
    return this.service.deliver(
      PaymentSucceededV1,
      { orderId, sessionId: 'cs_1', paymentIntentId: 'pi_1', amount },
      { subject: orderId },
    );
  }

  publishedFor(contract: Parameters<TestService['published']>[0], orderId: string) {
    return eventually(() => {
      const events = this.service.published(contract).filter(({ subject }) => subject === orderId);
      expect(events).not.toHaveLength(0);
      return events;
    });
  }
}
