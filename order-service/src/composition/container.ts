import type { Platform } from '@souk/chassis/service/service';
import { Container } from 'inversify';
import type { OrderServiceConfig } from '../config.ts';
import { orderModule } from './order.module.ts';
import { persistenceModule } from './persistence.module.ts';
import { platformModule } from './platform.module.ts';
import { T } from './tokens.ts';

export async function createContainer(platform: Platform<OrderServiceConfig>): Promise<Container> {
  const container = new Container({ defaultScope: 'Singleton' });
  container.load(platformModule(platform), await persistenceModule(platform), orderModule);
  const { Carts, GuestHolds, OrderChanges, OrderList, OrderRepository, Timeline } = T;
  const ports = { Carts, GuestHolds, OrderChanges, OrderList, OrderRepository, Timeline };
  platform.failpoints.wrapBindings(container, ports);
  return container;
}
