import { ContainerModule } from 'inversify';
import { CachedAvailability } from '../infrastructure/persistence/cached-availability.ts';
import { InStockFlags } from '../infrastructure/persistence/in-stock-flags.ts';
import { MongoInventory } from '../infrastructure/persistence/mongo-inventory.ts';
import { MongoReservationRepository } from '../infrastructure/persistence/mongo-reservation-repository.ts';
import { MongoStockHolds } from '../infrastructure/persistence/mongo-stock-holds.ts';
import { MongoStockRepository } from '../infrastructure/persistence/mongo-stock-repository.ts';
import { ProductStock } from '../infrastructure/persistence/product-stock.ts';
import type { Collections } from './collections.ts';
import { T } from './tokens.ts';

/** What is stored about stock and reservations. */
export function stockPersistenceModule({ products, stock, reservations, movements }: Collections): ContainerModule {
  const documents = { products: products.documents, stock: stock.documents };
  return new ContainerModule(({ bind }) => {
    bind(T.Availability).toResolvedValue(
      (holds, { availability }) => new CachedAvailability({ stock: holds, cache: availability }),
      [T.StockHolds, T.Caches],
    );
    bind(T.InStockFlags).toConstantValue(new InStockFlags(documents));
    bind(T.Inventory).toConstantValue(
      new MongoInventory({ stock: stock.documents, reservations: reservations.documents, movements }),
    );
    bind(T.ProductStock).toConstantValue(new ProductStock(documents));
    bind(T.ReservationRepository).toConstantValue(new MongoReservationRepository(reservations));
    bind(T.StockHolds).toResolvedValue(
      (flags) => new MongoStockHolds({ documents: stock.documents, onChange: (skus) => flags.mark(skus) }),
      [T.InStockFlags],
    );
    bind(T.StockRepository).toResolvedValue(
      (flags, caches) => {
        const onChange = (sku: string) => {
          caches.clear();
          flags.mark([sku]);
        };
        return new MongoStockRepository({ ...stock, movements, onChange });
      },
      [T.InStockFlags, T.Caches],
    );
  });
}
