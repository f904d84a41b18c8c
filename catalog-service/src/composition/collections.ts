import type { Platform } from '@souk/chassis/service/service';
import type { ReservationState } from '../domain/reservation/reservation-state.ts';
import type { StockState } from '../domain/stock/stock.ts';
import { movementSchema, type MovementDocument } from '../infrastructure/persistence/movement-document.ts';
import {
  catalogChangesSchema,
  type CatalogChangesDocument,
} from '../infrastructure/persistence/mongo-catalog-changes.ts';
import { categorySchema, type CategoryDocument } from '../infrastructure/persistence/mongo-categories.ts';
import { imageClaimSchema, type ImageClaimDocument } from '../infrastructure/persistence/mongo-image-claims.ts';
import {
  productSchema,
  type ProductDocument,
  type StoredProduct,
} from '../infrastructure/persistence/product-document.ts';
import { reservationSchema, type ReservationDocument } from '../infrastructure/persistence/reservation-document.ts';
import { stockSchema, type StockDocument } from '../infrastructure/persistence/stock-document.ts';
import { wordSchema, type WordDocument } from '../infrastructure/search/mongo-vocabulary.ts';

export type Collections = Awaited<ReturnType<typeof openCollections>>;

/** Opens the service's collections and builds their indexes. */
export async function openCollections({ aggregates, database }: Pick<Platform, 'aggregates' | 'database'>) {
  const [products, stock, reservations] = await Promise.all([
    aggregates<StoredProduct>('products', productSchema),
    aggregates<StockState>('stock', stockSchema),
    aggregates<ReservationState>('reservations', reservationSchema, { isSoleWriter: true }),
    database.model('categories', categorySchema),
    database.model('stock-movements', movementSchema),
    database.model('image-uploads', imageClaimSchema),
    database.model('catalog-changes', catalogChangesSchema),
    database.model('search-words', wordSchema),
  ]);
  return {
    products: { store: products.store, documents: database.collection<ProductDocument>('products') },
    stock: { store: stock.store, documents: database.collection<StockDocument>('stock') },
    reservations: { store: reservations.store, documents: database.collection<ReservationDocument>('reservations') },
    categories: database.collection<CategoryDocument>('categories'),
    movements: database.collection<MovementDocument>('stock-movements'),
    changes: database.collection<CatalogChangesDocument>('catalog-changes'),
    words: database.collection<WordDocument>('search-words'),
    imageClaims: database.collection<ImageClaimDocument>('image-uploads'),
  };
}
