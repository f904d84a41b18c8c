import type { Foundation } from '@souk/chassis/service/process-foundation';
import { ContainerModule } from 'inversify';
import type { Service } from '../application/find-route/find-route.ts';
import { serviceUrls, type GatewayConfig } from '../config.ts';
import { UpstreamProxy } from '../presentation/http/upstream-proxy.ts';
import { T } from './tokens.ts';

/** The ways to the services. */
export function proxyModule({ config, logger, failpoints }: Foundation<GatewayConfig>): ContainerModule {
  const urls = serviceUrls(config);
  const proxyTo = (service: Service) => {
    const options = { url: urls[service], timeoutMilliseconds: config.UPSTREAM_TIMEOUT_MS, logger };
    return failpoints.wrap(`proxy to ${service}`, new UpstreamProxy(options), ['forward']);
  };
  return new ContainerModule(({ bind }) => {
    bind(T.UpstreamProxies).toConstantValue({
      'user-service': proxyTo('user-service'),
      'catalog-service': proxyTo('catalog-service'),
      'cart-service': proxyTo('cart-service'),
      'order-service': proxyTo('order-service'),
      'payment-service': proxyTo('payment-service'),
      'notification-service': proxyTo('notification-service'),
    });
  });
}
