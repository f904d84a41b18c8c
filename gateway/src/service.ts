import { serveHttp } from '@souk/chassis/http/serve';
import { layFoundation, type FoundationOptions, type Running } from '@souk/chassis/service/process-foundation';
import { createContainer } from './composition/container.ts';
import { T } from './composition/tokens.ts';
import { GatewayConfig } from './config.ts';
import { createGatewayApp } from './presentation/http/gateway-app.ts';

const MAX_CONNECTIONS = 10_000;

/** Starts the public door of the platform; it has no state, no database and no events. */
export async function startGateway(options: FoundationOptions): Promise<Running> {
  const foundation = layFoundation('gateway', GatewayConfig, options);
  const { config, logger, metrics, tokens } = foundation;
  const container = createContainer(foundation);
  const get = container.get.bind(container);
  const proxies = get(T.UpstreamProxies);
  let isStopping = false;
  const app = createGatewayApp({
    corsOrigins: config.CORS_ORIGINS,
    trustedProxies: config.TRUST_PROXY,
    findRoute: get(T.FindRoute),
    admitRequest: get(T.AdmitRequest),
    limitRate: get(T.LimitRate),
    describeApi: get(T.DescribeApi),
    reportHealth: get(T.ReportHealth),
    isStopping: () => isStopping,
    accounts: get(T.Accounts),
    proxies,
    tokens,
    logger,
    metrics,
  });
  const server = await serveHttp(app, {
    host: config.HOST,
    port: config.PORT,
    // Behind a proxy all connections are the proxy's.
    maxConnections: config.TRUST_PROXY === 0 ? MAX_CONNECTIONS : undefined,
  });
  logger.info({ port: server.port }, 'ready');

  return {
    port: server.port,
    stop: async () => {
      isStopping = true;
      await server.close();
      for (const proxy of Object.values(proxies)) proxy.close();
      logger.info('stopped');
    },
  };
}
