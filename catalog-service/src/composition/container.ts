import type { Platform } from '@souk/chassis/service/service';
import { Container } from 'inversify';
import type { CatalogServiceConfig } from '../config.ts';
import { createCaches } from './caches.ts';
import { openCollections } from './collections.ts';
import { imageModule } from './image.module.ts';
import { platformModule } from './platform.module.ts';
import { productPersistenceModule } from './product-persistence.module.ts';
import { productModule } from './product.module.ts';
import { stockPersistenceModule } from './stock-persistence.module.ts';
import { stockModule } from './stock.module.ts';
import { T } from './tokens.ts';

export async function createContainer(platform: Platform<CatalogServiceConfig>): Promise<Container> {
  const collections = await openCollections(platform);
  const caches = createCaches(platform.clock);
  const container = new Container({ defaultScope: 'Singleton' });
  container.load(
    platformModule(platform, caches),
    productPersistenceModule(collections),
    stockPersistenceModule(collections, platform.clock),
    productModule,
    stockModule,
    imageModule,
  );
  const { Availability, Categories, ImageClaims, ImageProcessor, ImageStore, InStockFlags, Inventory } = T;
  const {
    Offers,
    ProductCatalog,
    ProductRepository,
    ProductStock,
    ReservationRepository,
    StockHolds,
    StockRepository,
  } = T;
  const images = { ImageClaims, ImageProcessor, ImageStore };
  const products = { Categories, Offers, ProductCatalog, ProductRepository };
  const stock = {
    Availability,
    InStockFlags,
    Inventory,
    ProductStock,
    ReservationRepository,
    StockHolds,
    StockRepository,
  };
  platform.failpoints.wrapBindings(container, { ...images, ...products, ...stock });
  return container;
}
