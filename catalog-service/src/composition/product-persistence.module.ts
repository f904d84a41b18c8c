import { ContainerModule } from 'inversify';
import { MongoCategories } from '../infrastructure/persistence/mongo-categories.ts';
import { MongoImageClaims } from '../infrastructure/persistence/mongo-image-claims.ts';
import { MongoOffers } from '../infrastructure/persistence/mongo-offers.ts';
import { MongoProductCatalog } from '../infrastructure/persistence/mongo-product-catalog.ts';
import { MongoProductRepository } from '../infrastructure/persistence/mongo-product-repository.ts';
import type { Collections } from './collections.ts';
import { T } from './tokens.ts';

/** What is stored about products, categories and images. */
export function productPersistenceModule({ products, categories, imageClaims }: Collections): ContainerModule {
  const { store, documents } = products;
  return new ContainerModule(({ bind }) => {
    bind(T.Categories).toResolvedValue(
      ({ lists }) => new MongoCategories({ documents: categories, onChange: () => lists.clear() }),
      [T.Caches],
    );
    bind(T.ImageClaims).toConstantValue(new MongoImageClaims(imageClaims));
    bind(T.Offers).toResolvedValue(
      (urls, { offers }) => new MongoOffers({ documents, urls, cache: offers }),
      [T.ImageUrls, T.Caches],
    );
    bind(T.ProductCatalog).toResolvedValue(
      (urls, availability) => new MongoProductCatalog({ documents, urls, availability }),
      [T.ImageUrls, T.Availability],
    );
    bind(T.ProductRepository).toResolvedValue(
      (urls, caches, stock, flags) => {
        const onChange = async (product: Parameters<typeof stock.follow>[0]) => {
          caches.clear();
          await stock.follow(product);
          flags.mark(product.variants.map(({ sku }) => sku));
        };
        return new MongoProductRepository({ store, documents, urls, onChange });
      },
      [T.ImageUrls, T.Caches, T.ProductStock, T.InStockFlags],
    );
  });
}
