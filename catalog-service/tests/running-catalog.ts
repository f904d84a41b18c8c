import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineService, type Platform } from '@souk/chassis/service/service';
import { OrderCancelledV2, OrderConfirmedV1, OrderCreatedV1 } from '@souk/contracts/order-events';
import { startTestService, type TestService } from '@souk/testing/test-service';
import { accessToken } from '@souk/testing/test-tokens';
import express from 'express';
import { expect } from 'vitest';
import { cloudinaryRoutes } from '../../sandbox/src/cloudinary/cloudinary-routes.ts';
import { createContainer } from '../src/composition/container.ts';
import type { CatalogServiceConfig } from '../src/config.ts';
import { catalogService } from '../src/service.ts';

export const admin = accessToken({ userId: 'admin-1', role: 'admin' });
export const customer = accessToken({ userId: 'customer-1', role: 'customer' });

export const euros = (amount: number) => ({ amount, currency: 'EUR' });

export interface RunningCloudinary {
  readonly url: string;
  /** Public ids of all stored images. */
  assets(): Promise<string[]>;
  /** Every request is refused until it is set back. */
  isDown: boolean;
  stop(): Promise<void>;
}

export async function startCloudinary(): Promise<RunningCloudinary> {
  const dir = await mkdtemp(path.join(tmpdir(), 'souk-cloudinary-'));
  const stopped = new AbortController();
  const app = express();
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const running = {
    url,
    isDown: false,
    assets: async () => {
      const reply = await fetch(`${url}/_sandbox/cloudinary/assets`);
      const { data } = (await reply.json()) as { data: { public_id: string }[] };
      return data.map(({ public_id }) => public_id);
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      stopped.abort();
      await rm(dir, { recursive: true });
    },
  };
  app.use('/v1_1', (request, response, next) => {
    if (running.isDown) request.socket.destroy();
    else next();
  });
  const account = { cloudName: 'souk', apiKey: '123456789', apiSecret: 'secret' };
  app.use(cloudinaryRoutes({ dir, ...account, publicUrl: url, signal: stopped.signal }));
  return running;
}

export type Container = Awaited<ReturnType<typeof createContainer>>;

export interface RunningCatalog extends TestService {
  /** What the service is made of, wired a second time on the same database. */
  readonly container: Container;
}

export async function startCatalog(environment: Readonly<Record<string, string>> = {}): Promise<RunningCatalog> {
  const platforms: Platform<CatalogServiceConfig>[] = [];
  const observed = defineService({
    ...catalogService,
    compose: (platform) => {
      platforms.push(platform);
      return catalogService.compose(platform);
    },
  });
  const service = await startTestService(observed, {
    CLOUDINARY_URL: 'cloudinary://123456789:secret@souk?upload_prefix=http://127.0.0.1:9',
    ...environment,
  });
  const container = await createContainer(platforms[0]!);
  const category = await service.api.post('/v1/admin/categories', { token: admin, body: { slug: 'tea', name: 'Tea' } });
  expect(category.status).toBe(201);
  return { ...service, container };
}

export const aSku = (): string => `TEA-${randomUUID().slice(0, 8).toUpperCase()}`;

/** Adds a published product with a variant for each SKU, at €12.50 each, and with so many pieces of each. */
export async function addProduct(
  catalog: TestService,
  {
    skus = [aSku()],
    pieces = 0,
    ...overrides
  }: { skus?: readonly string[]; pieces?: number } & Readonly<Record<string, unknown>> = {},
) {
  const reply = await catalog.api.post('/v1/admin/products', {
    token: admin,
    body: {
      name: 'Green tea',
      slug: `green-tea-${randomUUID().slice(0, 8)}`,
      category: 'tea',
      description: 'From the first harvest.',
      variants: skus.map((sku) => ({ sku, name: '100 g', price: euros(1250) })),
      publish: true,
      ...overrides,
    },
  });
  expect(reply).toMatchObject({ status: 201 });
  if (pieces > 0) for (const sku of skus) await adjust(catalog, sku, { kind: 'in', quantity: pieces });
  return { id: String(reply.body.id), slug: String(reply.body.slug), sku: skus[0] ?? '', skus, reply };
}

export async function adjust(
  catalog: TestService,
  sku: string,
  adjustment: object,
  headers: Record<string, string> = {},
) {
  const reply = await catalog.api.post(`/v1/admin/inventory/${sku}/adjustments`, {
    token: admin,
    headers,
    body: { reason: 'Delivery', ...adjustment },
  });
  expect(reply).toMatchObject({ status: 201 });
  return reply.body as { onHand: number; available: number; held: number };
}

/** The stock of one SKU as the admin sees it. */
export async function stockOf(catalog: TestService, sku: string) {
  const { body } = await catalog.api.get(`/v1/admin/inventory?q=${sku}`, { token: admin });
  return body.data[0] as { sku: string; name: string; onHand: number; available: number; held: number };
}

export interface DeliveryOptions {
  readonly id?: string;
  readonly sequence?: number;
}

/** Delivers events of order-service about one order. */
export function orderEvents(catalog: TestService, orderId: string = randomUUID()) {
  const lineOf = (line: { sku: string; quantity: number }) => ({
    ...line,
    productId: 'p',
    name: 'Green tea, 100 g',
    unitPrice: euros(1250),
  });
  return {
    orderId,
    created: (lines: { sku: string; quantity: number }[], options: DeliveryOptions = {}) =>
      catalog.deliver(OrderCreatedV1, { orderId, lines }, { subject: orderId, ...options }),
    cancelled: (options: DeliveryOptions = {}) =>
      catalog.deliver(
        OrderCancelledV2,
        { orderId, email: 'amira@souk.test', reason: 'customer', refunded: null, refundedBefore: null },
        { subject: orderId, ...options },
      ),
    confirmed: (lines: { sku: string; quantity: number }[], options: DeliveryOptions = {}) =>
      catalog.deliver(
        OrderConfirmedV1,
        {
          orderId,
          cartId: 'cart-1',
          customerId: null,
          email: 'amira@souk.test',
          lines: lines.map(lineOf),
          shipping: { method: 'standard', name: 'Standard delivery', price: euros(490) },
          total: euros(1740),
        },
        { subject: orderId, ...options },
      ),
  };
}
