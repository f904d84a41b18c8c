import { LinkSigner } from '@souk/chassis/link-signer';
import type { Platform } from '@souk/chassis/service/service';
import { ContainerModule } from 'inversify';
import type { CartServiceConfig } from '../config.ts';
import { HttpCatalog } from '../infrastructure/clients/http-catalog.ts';
import { T } from './tokens.ts';

/** What the service gets from its configuration and from the world around it. */
export function platformModule({ config, clock }: Platform<CartServiceConfig>): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(T.Clock).toConstantValue(clock);
    bind(T.Currency).toConstantValue(config.SHOP_CURRENCY);
    bind(T.LinkSigner).toConstantValue(new LinkSigner(config.LINK_SECRET));
    bind(T.Catalog).toConstantValue(new HttpCatalog(config.CATALOG_SERVICE_URL));
  });
}
