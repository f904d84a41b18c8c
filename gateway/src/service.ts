import { serveHttp } from '@souk/chassis/http/serve';
import { layFoundation, type FoundationOptions, type Running } from '@souk/chassis/service/process-foundation';
import { createContainer } from './composition/container.ts';
import { T } from './composition/tokens.ts';
import { GatewayConfig } from './config.ts';
import { createGatewayApp } from './presentation/http/gateway-app.ts';

/** Starts the public door of the platform; it has no state, no database and no events. */
export async function startGateway(options: FoundationOptions): Promise<Running> {
  const foundation = layFoundation('gateway', GatewayConfig, options);
  const { config, logger, metrics, tokens } = foundation;
  const container = createContainer(foundation);
  const get = container.get.bind(container);
  const proxies = get(T.UpstreamProxies);
  const app = createGatewayApp({
    corsOrigins: config.CORS_ORIGINS,
    trustedProxies: config.TRUST_PROXY,
    findRoute: get(T.FindRoute),
    limitRate: get(T.LimitRate),
    describeApi: get(T.DescribeApi),
    reportHealth: get(T.ReportHealth),
    accounts: get(T.Accounts),
    proxies,
    tokens,
    logger,
    metrics,
  });
  const server = await serveHttp(app, { host: config.HOST, port: config.PORT });
  logger.info({ port: server.port }, 'ready');

  return {
    port: server.port,
    stop: async () => {
      await server.close();
      for (const proxy of Object.values(proxies)) proxy.close();
      logger.info('stopped');
    },
  };
}
