import type { Foundation } from '@souk/chassis/service/process-foundation';
import { HttpClient } from '@souk/chassis/http/client';
import { ContainerModule } from 'inversify';
import type { Service } from '../application/find-route/find-route.ts';
import { serviceUrls, type GatewayConfig } from '../config.ts';
import { HttpPulse } from '../infrastructure/http-pulse.ts';
import { UpstreamProxy } from '../presentation/http/upstream-proxy.ts';
import { T } from './tokens.ts';

/** A service that is well says so at once, however much it has to do. */
const ALIVE_WITHIN_MS = 2_000;

/** The ways to the services. */
export function proxyModule({ config, failpoints }: Foundation<GatewayConfig>): ContainerModule {
  const urls = serviceUrls(config);
  const proxyTo = (service: Service) => {
    const url = urls[service];
    const pulse = new HttpPulse(new HttpClient({ service, url, deadlineMs: ALIVE_WITHIN_MS }));
    return failpoints.wrap(`proxy to ${service}`, new UpstreamProxy({ url, pulse }), ['forward']);
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
