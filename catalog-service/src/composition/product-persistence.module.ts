import { ContainerModule } from 'inversify';
import type { ProductState } from '../domain/product/product-state.ts';
import { MongoCatalogChanges } from '../infrastructure/persistence/mongo-catalog-changes.ts';
import { MongoCategories } from '../infrastructure/persistence/mongo-categories.ts';
import { MongoImageClaims } from '../infrastructure/persistence/mongo-image-claims.ts';
import { MongoOffers } from '../infrastructure/persistence/mongo-offers.ts';
import { MongoProductCatalog } from '../infrastructure/persistence/mongo-product-catalog.ts';
import { MongoProductRepository } from '../infrastructure/persistence/mongo-product-repository.ts';
import type { Collections } from './collections.ts';
import { T } from './tokens.ts';

/** What is stored about products, categories and images. */
export function productPersistenceModule(collections: Collections): ContainerModule {
  const { store, documents } = collections.products;
  return new ContainerModule(({ bind }) => {
    bind(T.CatalogChanges).toResolvedValue(
      ({ forget }) => new MongoCatalogChanges({ documents: collections.changes, forget }),
      [T.Caches],
    );
    bind(T.Categories).toResolvedValue(
      (changes, clock) =>
        new MongoCategories({ documents: collections.categories, clock, onChange: () => changes.tell('products') }),
      [T.CatalogChanges, T.Clock],
    );
    bind(T.ImageClaims).toConstantValue(new MongoImageClaims(collections.imageClaims));
    bind(T.Offers).toResolvedValue(
      (urls, { offers }) => new MongoOffers({ documents, urls, cache: offers }),
      [T.ImageUrls, T.Caches],
    );
    bind(T.ProductCatalog).toResolvedValue(
      (urls, availability, search, { counts, shown }) =>
        new MongoProductCatalog({ documents, urls, availability, search, counts, shown }),
      [T.ImageUrls, T.Availability, T.ProductSearch, T.Caches],
    );
    bind(T.ProductRepository).toResolvedValue(
      (urls, indexer, changes, stock, flags) => {
        const onChange = async (product: ProductState) => {
          await changes.tell('products');
          await stock.follow(product);
          flags.mark(product.variants.map(({ sku }) => sku));
        };
        return new MongoProductRepository({ store, documents, urls, indexer, onChange });
      },
      [T.ImageUrls, T.ProductIndexer, T.CatalogChanges, T.ProductStock, T.InStockFlags],
    );
  });
}
