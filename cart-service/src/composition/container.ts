import type { Platform } from '@souk/chassis/service/service';
import { Container } from 'inversify';
import type { CartServiceConfig } from '../config.ts';
import { cartModule } from './cart.module.ts';
import { persistenceModule } from './persistence.module.ts';
import { platformModule } from './platform.module.ts';
import { T } from './tokens.ts';

export async function createContainer(platform: Platform<CartServiceConfig>): Promise<Container> {
  const container = new Container({ defaultScope: 'Singleton' });
  container.load(platformModule(platform), await persistenceModule(platform), cartModule);
  const { CartRepository, Catalog } = T;
  platform.failpoints.wrapBindings(container, { CartRepository, Catalog });
  return container;
}
