import type { Foundation } from '@souk/chassis/service/process-foundation';
import { ContainerModule } from 'inversify';
import { serviceUrls, type GatewayConfig } from '../config.ts';
import { UpstreamProxy } from '../presentation/http/upstream-proxy.ts';
import { T } from './tokens.ts';

/** The ways to the services. */
export function proxyModule({ config, logger }: Foundation<GatewayConfig>): ContainerModule {
  const urls = serviceUrls(config);
  const proxyTo = (url: string) => new UpstreamProxy({ url, timeoutMilliseconds: config.UPSTREAM_TIMEOUT_MS, logger });
  return new ContainerModule(({ bind }) => {
    bind(T.UpstreamProxies).toConstantValue({
      'user-service': proxyTo(urls['user-service']),
      'catalog-service': proxyTo(urls['catalog-service']),
      'cart-service': proxyTo(urls['cart-service']),
      'order-service': proxyTo(urls['order-service']),
      'payment-service': proxyTo(urls['payment-service']),
      'notification-service': proxyTo(urls['notification-service']),
    });
  });
}
