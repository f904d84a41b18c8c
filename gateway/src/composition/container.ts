import type { Foundation } from '@souk/chassis/service/process-foundation';
import { Container } from 'inversify';
import type { GatewayConfig } from '../config.ts';
import { admissionModule } from './admission.module.ts';
import { proxyModule } from './proxy.module.ts';
import { servicesModule } from './services.module.ts';
import { T } from './tokens.ts';

export function createContainer(foundation: Foundation<GatewayConfig>): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  container.load(admissionModule(foundation.config), servicesModule(foundation), proxyModule(foundation));
  const { Accounts, ServiceDescriptions, ServiceHealth } = T;
  foundation.failpoints.wrapBindings(container, { Accounts, ServiceDescriptions, ServiceHealth });
  return container;
}
