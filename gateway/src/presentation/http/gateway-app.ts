import type { RequestListener } from 'node:http';
import type { AccessTokenVerifier } from '@souk/chassis/auth/access-token';
import { bareApp, closeApp } from '@souk/chassis/http/app';
import type { Logger } from '@souk/chassis/logger';
import type { Metrics } from '@souk/chassis/metrics';
import type { DescribeApi } from '../../application/describe-api/describe-api.ts';
import type { FindRoute } from '../../application/find-route/find-route.ts';
import type { LimitRate } from '../../application/limit-rate/limit-rate.ts';
import type { ReportHealth } from '../../application/report-health/report-health.ts';
import { mountDocumentation } from '../documentation/documentation-routes.ts';
import type { Accounts } from '../../application/ports/accounts.ts';
import { mountPages } from '../pages/page-routes.ts';
import { mountVerifyEmailPage } from '../pages/verify-email-page.ts';
import { allowOrigins } from './cross-origin.ts';
import { forwardRequests } from './forward-requests.ts';
import { mountOperations } from './operational-routes.ts';
import { limitRequests } from './limit-requests.ts';
import { traceparentOf } from './traceparent.ts';
import type { UpstreamProxies } from './upstream-proxy.ts';

export interface GatewayAppOptions {
  readonly corsOrigins: readonly string[];
  /** How many proxies in front of the gateway say who the client is. */
  readonly trustedProxies: number;
  readonly findRoute: FindRoute;
  readonly limitRate: LimitRate;
  readonly describeApi: DescribeApi;
  readonly reportHealth: ReportHealth;
  readonly accounts: Accounts;
  readonly proxies: UpstreamProxies;
  readonly tokens: AccessTokenVerifier;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Everything a request meets, in this order. What belongs to a service is forwarded before the gateway's own routes are tried. */
export function createGatewayApp(options: GatewayAppOptions): RequestListener {
  const app = bareApp(options.logger, options.metrics);
  app.set('trust proxy', options.trustedProxies);
  app.use(allowOrigins(options.corsOrigins));
  app.use(limitRequests(options.limitRate));
  app.use(forwardRequests(options));
  mountOperations(app, options);
  mountDocumentation(app, options.describeApi);
  mountPages(app);
  mountVerifyEmailPage(app, options.accounts);
  closeApp(app, options.logger);
  return (request, response) => {
    // Before the application sees it, so that the gateway's own log line has it too.
    request.headers['traceparent'] = traceparentOf(request.headers['traceparent']);
    void app(request, response);
  };
}
