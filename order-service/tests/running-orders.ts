import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { StockReservedV1 } from '@souk/contracts/inventory-events';
import { PaymentSessionOpenedV1, PaymentSucceededV1 } from '@souk/contracts/payment-events';
import { eventually } from '@souk/testing/eventually';
import { startTestService, type TestService } from '@souk/testing/test-service';
import { accessToken } from '@souk/testing/test-tokens';
import { expect } from 'vitest';
import { orderService } from '../src/service.ts';
import { euros, teaLine } from './an-order.ts';

export const tokens = {
  customer: accessToken({ userId: 'customer-1', role: 'customer' }),
  stranger: accessToken({ userId: 'customer-2', role: 'customer' }),
  admin: accessToken({ userId: 'admin-1', role: 'admin' }),
};

/** A checkout's body. */
export const checkout = (overrides: object = {}) => ({
  cartId: 'cart-1',
  email: 'amira@souk.test',
  shippingAddress: { name: 'Amira', line1: '1 Rue du Souk', postalCode: '75001', city: 'Paris', country: 'FR' },
  shippingMethod: 'standard',
  expectedTotal: euros(2990),
  ...overrides,
});

/** The order service over HTTP, and what the others tell it in the test's hands. `cart-1` holds two packs of tea. */
export class RunningOrders {
  readonly service: TestService;
  readonly #carts: Server;

  private constructor(service: TestService, carts: Server) {
    this.service = service;
    this.#carts = carts;
  }

  static async start(): Promise<RunningOrders> {
    const carts = createServer((request, response) => {
      const isKnown = request.url === '/internal/carts/cart-1';
      response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ lines: [{ sku: teaLine.sku, quantity: 2 }] }));
    });
    await new Promise<void>((listening) => carts.listen(0, '127.0.0.1', listening));
    const service = await startTestService(orderService, {
      CART_SERVICE_URL: `http://127.0.0.1:${(carts.address() as AddressInfo).port}`,
      LINK_SECRET: 'a-secret-of-at-least-32-characters!!',
    });
    return new RunningOrders(service, carts);
  }

  async stop(): Promise<void> {
    await this.service.stop();
    this.#carts.close();
  }

  /** Checks out without waiting, and returns the order's id and the guest's token. */
  async place({
    token,
    key = randomUUID(),
    body = checkout(),
  }: { token?: string; key?: string; body?: object } = {}): Promise<{ orderId: string; orderToken: string }> {
    const reply = await this.service.api.post('/v1/checkout', {
      ...(token === undefined ? {} : { token }),
      body,
      headers: { 'idempotency-key': key, prefer: 'wait=0' },
    });
    expect(reply.status).toBe(202);
    return { orderId: String(reply.body.orderId), orderToken: reply.body.orderToken as string };
  }

  /** A confirmed order of the customer; its id. */
  async confirmed(): Promise<string> {
    const { orderId } = await this.place({ token: tokens.customer });
    await this.reserve(orderId);
    await this.openSession(orderId);
    await this.pay(orderId);
    return orderId;
  }

  reserve(orderId: string) {
    return this.service.deliver(StockReservedV1, { orderId, lines: [teaLine] }, { subject: orderId });
  }

  openSession(orderId: string) {
    const expiresAt = '2099-01-01T00:00:00.000Z';
    return this.service.deliver(
      PaymentSessionOpenedV1,
      { orderId, attempt: 1, sessionId: 'cs_1', url: 'http://pay/cs_1', expiresAt },
      { subject: orderId },
    );
  }

  pay(orderId: string) {
    return this.service.deliver(
      PaymentSucceededV1,
      { orderId, sessionId: 'cs_1', paymentIntentId: 'pi_1', amount: euros(2990) },
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
