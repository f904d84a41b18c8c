import { ApiClient } from '@souk/testing/api-client';
import { testKeySet } from '@souk/testing/test-tokens';
import { vi } from 'vitest';
import { AccessTokenVerifier, type KeySet } from '../src/auth/access-token.ts';
import { createApp } from '../src/http/app.ts';
import type { IdempotencyKeys } from '../src/http/idempotency.ts';
import type { Route } from '../src/http/route.ts';
import { serveHttp } from '../src/http/serve.ts';
import { createLogger } from '../src/logger.ts';
import { Metrics } from '../src/metrics.ts';

/** Takes every request for a new one; what keys do is shown where there is a database to keep them in. */
const noKeys = { once: (_scope, _key, _request, work) => work('id') } as Pick<
  IdempotencyKeys,
  'once'
> as IdempotencyKeys;

/** An application with these routes, served on a port of its own. */
export async function startApp(routes: readonly Route[], keySet: KeySet = testKeySet) {
  const logger = createLogger('test', 'silent');
  const metrics = new Metrics('test');
  const app = createApp({ routes, tokens: new AccessTokenVerifier(keySet), idempotencyKeys: noKeys, logger, metrics });
  const server = await serveHttp(app, { host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${server.port}`;
  return {
    url,
    api: new ApiClient(url),
    metrics,
    logged: { info: vi.spyOn(logger, 'info'), error: vi.spyOn(logger, 'error') },
    close: () => server.close(),
  };
}
