import type { Platform } from '@souk/chassis/service/service';
import { startTestService, type TestService } from '@souk/testing/test-service';
import { accessToken } from '@souk/testing/test-tokens';
import type { CartServiceConfig } from '../src/config.ts';
import { cartService } from '../src/service.ts';
import { startFakeCatalog, type FakeCatalog } from './fake-catalog.ts';

export interface RunningCartService extends TestService {
  readonly catalog: FakeCatalog;
  /** What the service was wired with. */
  readonly platform: Platform<CartServiceConfig>;
  /** Opens a guest's cart. */
  openCart(): Promise<GuestCart>;
}

export interface GuestCart {
  readonly id: string;
  /** The cart's own, not an access token. */
  readonly cartToken: string;
  readonly path: string;
  /** What proves that it is the guest's. */
  readonly headers: Readonly<Record<string, string>>;
}

export const customer = accessToken({ userId: 'customer-1', role: 'customer' });
export const stranger = accessToken({ userId: 'customer-2', role: 'customer' });
export const admin = accessToken({ userId: 'admin-1', role: 'admin' });

/** Starts the service beside a catalog of its own. */
export async function startCartService(): Promise<RunningCartService> {
  const catalog = await startFakeCatalog();
  let platform: Platform<CartServiceConfig> | undefined;
  const observed: typeof cartService = {
    ...cartService,
    compose: (given) => cartService.compose((platform = given)),
  };
  const service = await startTestService(observed, {
    CATALOG_SERVICE_URL: catalog.url,
    LINK_SECRET: 'a-secret-of-at-least-32-characters!!',
  });
  return {
    ...service,
    catalog,
    platform: platform!,
    openCart: async () => {
      const { body } = await service.api.post('/v1/carts');
      const { id, token }: { id: string; token: string } = body;
      return { id, cartToken: token, path: `/v1/carts/${id}`, headers: { 'x-cart-token': token } };
    },
    stop: async () => {
      await service.stop();
      await catalog.stop();
    },
  };
}
