import type { Failpoints } from '@souk/chassis/failpoints';
import type { Platform } from '@souk/chassis/service/service';
import { startTestService, type TestService } from '@souk/testing/test-service';
import { accessToken } from '@souk/testing/test-tokens';
import { expect } from 'vitest';
import type { CartServiceConfig } from '../src/config.ts';
import { cartService } from '../src/service.ts';
import { startFakeCatalog, type FakeCatalog } from './fake-catalog.ts';

export interface RunningCartService extends TestService {
  readonly catalog: FakeCatalog;
  /** What the service was wired with. */
  readonly platform: Platform<CartServiceConfig>;
  /** A SKU that the catalog has. */
  readonly offer: FakeCatalog['offer'];
  /** Opens a guest's cart. */
  openCart(): Promise<GuestCart>;
  /** A guest's cart with so many of one thing. */
  aGuestCart(content?: { sku?: string; quantity?: number }): Promise<FilledCart>;
  /** The cart of a customer, emptied. */
  myCart(token?: string): Promise<{ readonly id: string; readonly path: string }>;
  /** What the cart at that path holds, by SKU. */
  quantitiesAt(path: string, credentials: Credentials): Promise<Record<string, number>>;
}

interface Credentials {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface GuestCart {
  readonly id: string;
  /** The cart's own, not an access token. */
  readonly cartToken: string;
  readonly path: string;
  /** What proves that it is the guest's. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface FilledCart extends GuestCart {
  readonly sku: string;
  /** The path of its line. */
  readonly item: string;
}

export const euros = (amount: number) => ({ amount, currency: 'EUR' });
export const customer = accessToken({ userId: 'customer-1', role: 'customer' });
export const stranger = accessToken({ userId: 'customer-2', role: 'customer' });
export const admin = accessToken({ userId: 'admin-1', role: 'admin' });

/** Starts the service beside a catalog of its own. */
export async function startCartService(failpoints?: Failpoints): Promise<RunningCartService> {
  const catalog = await startFakeCatalog();
  let platform: Platform<CartServiceConfig> | undefined;
  const observed: typeof cartService = {
    ...cartService,
    compose: (given) => cartService.compose((platform = given)),
  };
  const environment = { CATALOG_SERVICE_URL: catalog.url, LINK_SECRET: 'a-secret-of-at-least-32-characters!!' };
  const service = await startTestService(observed, environment, failpoints);
  const { api } = service;
  const openCart = async (): Promise<GuestCart> => {
    const { body } = await api.post('/v1/carts');
    const { id, token }: { id: string; token: string } = body;
    return { id, cartToken: token, path: `/v1/carts/${id}`, headers: { 'x-cart-token': token } };
  };
  return {
    ...service,
    catalog,
    platform: platform!,
    offer: (overrides) => catalog.offer(overrides),
    openCart,
    aGuestCart: async ({ sku = catalog.offer(), quantity = 2 } = {}) => {
      const cart = await openCart();
      const { body } = await api.post(`${cart.path}/items`, { headers: cart.headers, body: { sku, quantity } });
      expect(body.lines).toMatchObject([{ sku, quantity }]);
      return { ...cart, sku, item: `${cart.path}/items/${sku}` };
    },
    myCart: async (token = customer) => {
      const { body } = await api.post('/v1/carts', { token });
      await api.delete(`/v1/carts/${body.id}`, { token });
      return { id: String(body.id), path: `/v1/carts/${body.id}` };
    },
    quantitiesAt: async (path, credentials) => {
      const { body } = await api.get(path, credentials);
      const lines: { sku: string; quantity: number }[] = body.lines;
      return Object.fromEntries(lines.map(({ sku, quantity }) => [sku, quantity]));
    },
    stop: async () => {
      await service.stop();
      await catalog.stop();
    },
  };
}
