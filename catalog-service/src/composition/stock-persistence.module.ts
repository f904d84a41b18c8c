import type { Clock } from '@souk/kernel/clock';
import { ContainerModule } from 'inversify';
import { CachedAvailability } from '../infrastructure/persistence/cached-availability.ts';
import { InStockFlags } from '../infrastructure/persistence/in-stock-flags.ts';
import { KnownAvailability } from '../infrastructure/persistence/known-availability.ts';
import { MongoInventory } from '../infrastructure/persistence/mongo-inventory.ts';
import { MongoReservationRepository } from '../infrastructure/persistence/mongo-reservation-repository.ts';
import { MongoStockHolds } from '../infrastructure/persistence/mongo-stock-holds.ts';
import { MongoStockRepository } from '../infrastructure/persistence/mongo-stock-repository.ts';
import { MovementLog } from '../infrastructure/persistence/movement-log.ts';
import { ProductStock } from '../infrastructure/persistence/product-stock.ts';
import type { ProductState } from '../domain/product/product-state.ts';
import type { Collections } from './collections.ts';
import { T } from './tokens.ts';

/** What is stored about stock and reservations. */
export function stockPersistenceModule(
  { products, stock, reservations, movements }: Collections,
  clock: Clock,
): ContainerModule {
  const documents = { products: products.documents, stock: stock.documents };
  const log = new MovementLog({ stock: stock.documents, movements });
  const known = new KnownAvailability(clock);
  return new ContainerModule(({ bind }) => {
    bind(T.Availability).toResolvedValue(
      (holds, { availability }) => new CachedAvailability({ stock: holds, cache: availability }),
      [T.StockHolds, T.Caches],
    );
    bind(T.InStockFlags).toResolvedValue(
      (changes) => new InStockFlags({ ...documents, onChange: () => changes.tell('lists') }),
      [T.CatalogChanges],
    );
    bind(T.Inventory).toConstantValue(
      new MongoInventory({ stock: stock.documents, reservations: reservations.documents, movements, log }),
    );
    bind(T.ProductStock).toResolvedValue(
      (clock, indexer, vocabulary) => {
        const alsoFollow = (product: ProductState) => vocabulary.note(indexer.fieldsOf(product).words);
        return new ProductStock({ ...documents, clock, alsoFollow });
      },
      [T.Clock, T.ProductIndexer, T.Vocabulary],
    );
    bind(T.ReservationRepository).toConstantValue(new MongoReservationRepository(reservations));
    bind(T.StockHolds).toResolvedValue(
      (flags) => new MongoStockHolds({ documents: stock.documents, known, onChange: (skus) => flags.mark(skus) }),
      [T.InStockFlags],
    );
    bind(T.StockRepository).toResolvedValue(
      (flags, caches) => {
        const onChange = (sku: string) => {
          known.forget(sku);
          caches.forgetStock();
          flags.mark([sku]);
        };
        return new MongoStockRepository({ store: stock.store, log, onChange });
      },
      [T.InStockFlags, T.Caches],
    );
  });
}
