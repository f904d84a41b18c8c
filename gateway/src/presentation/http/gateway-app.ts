import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { AccessTokenVerifier } from '@souk/chassis/auth/access-token';
import { bareApp, closeApp } from '@souk/chassis/http/app';
import { traceparentOf } from '@souk/chassis/http/headers';
import { forbidWhatIsNotNeeded } from '@souk/chassis/http/security-headers';
import type { Logger } from '@souk/chassis/logger';
import type { Metrics } from '@souk/chassis/metrics';
import type { DescribeApi } from '../../application/describe-api/describe-api.ts';
import type { AdmitRequest } from '../../application/admit-request/admit-request.ts';
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
import type { UpstreamProxies } from './upstream-proxy.ts';

export interface GatewayAppOptions {
  readonly corsOrigins: readonly string[];
  /** How many proxies in front of the gateway say who the client is. */
  readonly trustedProxies: number;
  readonly findRoute: FindRoute;
  readonly admitRequest: AdmitRequest;
  readonly limitRate: LimitRate;
  readonly describeApi: DescribeApi;
  readonly reportHealth: ReportHealth;
  readonly isStopping: () => boolean;
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
  app.use(forbidWhatIsNotNeeded());
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
    trace(request);
    void app(request, response);
  };
}

/** Goes on with the caller's trace, or begins one; what was said about another one is of no use then. */
function trace({ headers }: IncomingMessage): void {
  const given = headers['traceparent'];
  const known = traceparentOf(typeof given === 'string' ? given : undefined);
  if (known === null) delete headers['tracestate'];
  headers['traceparent'] = known ?? newTraceparent();
}

function newTraceparent(): string {
  const hex = () => randomUUID().replaceAll('-', '');
  return `00-${hex()}-${hex().slice(16)}-01`;
}
