import type { Platform } from '@souk/chassis/service/service';
import { Container } from 'inversify';
import type { CatalogServiceConfig } from '../config.ts';
import { createCaches } from './caches.ts';
import { openCollections } from './collections.ts';
import { imageModule } from './image.module.ts';
import { platformModule } from './platform.module.ts';
import { productPersistenceModule } from './product-persistence.module.ts';
import { productModule } from './product.module.ts';
import { searchModule } from './search.module.ts';
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
    searchModule(collections, platform.config.SHOP_LANGUAGE),
    stockPersistenceModule(collections, platform.clock),
    productModule,
    stockModule,
    imageModule,
  );
  const { Availability, CatalogChanges, Categories, ImageClaims, ImageProcessor, ImageStore, InStockFlags, Inventory } =
    T;
  const {
    Offers,
    ProductCatalog,
    ProductReindexer,
    ProductRepository,
    ProductSearch,
    ProductStock,
    ReservationRepository,
    StockHolds,
    StockRepository,
    Vocabulary,
  } = T;
  const images = { ImageClaims, ImageProcessor, ImageStore };
  const products = { CatalogChanges, Categories, Offers, ProductCatalog, ProductRepository };
  const search = { ProductReindexer, ProductSearch, Vocabulary };
  const stock = {
    Availability,
    InStockFlags,
    Inventory,
    ProductStock,
    ReservationRepository,
    StockHolds,
    StockRepository,
  };
  platform.failpoints.wrapBindings(container, { ...images, ...products, ...search, ...stock });
  return container;
}
