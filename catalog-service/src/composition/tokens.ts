import type { Clock } from '@souk/kernel/clock';
import type { ServiceIdentifier } from 'inversify';
import type { AddImages } from '../application/add-images/add-images.ts';
import type { AddVariant } from '../application/add-variant/add-variant.ts';
import type { AdjustStock } from '../application/adjust-stock/adjust-stock.ts';
import type { ArrangeImages } from '../application/arrange-images/arrange-images.ts';
import type { ChangeProduct } from '../application/change-product/change-product.ts';
import type { ChangeVariant } from '../application/change-variant/change-variant.ts';
import type { CleanUpImages } from '../application/clean-up-images/clean-up-images.ts';
import type { CommitStock } from '../application/commit-stock/commit-stock.ts';
import type { CreateProduct } from '../application/create-product/create-product.ts';
import type { LookUpSkus } from '../application/look-up-skus/look-up-skus.ts';
import type { Availability } from '../application/ports/availability.ts';
import type { Categories } from '../application/ports/categories.ts';
import type { ImageClaims } from '../application/ports/image-claims.ts';
import type { ImageProcessor } from '../application/ports/image-processor.ts';
import type { ImageStore } from '../application/ports/image-store.ts';
import type { ImageUrls } from '../application/ports/image-urls.ts';
import type { Inventory } from '../application/ports/inventory.ts';
import type { Offers } from '../application/ports/offers.ts';
import type { ProductCatalog } from '../application/ports/product-catalog.ts';
import type { ProductSearch } from '../application/ports/product-search.ts';
import type { Slugs } from '../application/ports/slugs.ts';
import type { StockHolds } from '../application/ports/stock-holds.ts';
import type { ReleaseStock } from '../application/release-stock/release-stock.ts';
import type { RemoveCategory } from '../application/remove-category/remove-category.ts';
import type { RemoveImage } from '../application/remove-image/remove-image.ts';
import type { RemoveVariant } from '../application/remove-variant/remove-variant.ts';
import type { ReserveStock } from '../application/reserve-stock/reserve-stock.ts';
import type { ResumeReservations } from '../application/resume-reservations/resume-reservations.ts';
import type { SettleReservation } from '../application/settle-reservation/settle-reservation.ts';
import type { JoinCategory } from '../application/join-category.ts';
import type { StoreImages } from '../application/store-images.ts';
import type { ViewProduct } from '../application/view-product/view-product.ts';
import type { ProductRepository } from '../domain/product/product-repository.ts';
import type { ReservationRepository } from '../domain/reservation/reservation-repository.ts';
import type { StockRepository } from '../domain/stock/stock-repository.ts';
import type { InStockFlags } from '../infrastructure/persistence/in-stock-flags.ts';
import type { MongoCatalogChanges } from '../infrastructure/persistence/mongo-catalog-changes.ts';
import type { ProductStock } from '../infrastructure/persistence/product-stock.ts';
import type { MongoVocabulary } from '../infrastructure/search/mongo-vocabulary.ts';
import type { ProductIndexer } from '../infrastructure/search/product-indexer.ts';
import type { ProductReindexer } from '../infrastructure/search/product-reindexer.ts';
import type { WordsOfText } from '../infrastructure/search/words-of-text.ts';
import type { Caches } from './caches.ts';

const token = <T>(name: string): ServiceIdentifier<T> => Symbol(name);

export const T = {
  AddImages: token<AddImages>('AddImages'),
  AddVariant: token<AddVariant>('AddVariant'),
  AdjustStock: token<AdjustStock>('AdjustStock'),
  ArrangeImages: token<ArrangeImages>('ArrangeImages'),
  Availability: token<Availability>('Availability'),
  Caches: token<Caches>('Caches'),
  CatalogChanges: token<MongoCatalogChanges>('CatalogChanges'),
  Categories: token<Categories>('Categories'),
  ChangeProduct: token<ChangeProduct>('ChangeProduct'),
  ChangeVariant: token<ChangeVariant>('ChangeVariant'),
  CleanUpImages: token<CleanUpImages>('CleanUpImages'),
  Clock: token<Clock>('Clock'),
  CommitStock: token<CommitStock>('CommitStock'),
  CreateProduct: token<CreateProduct>('CreateProduct'),
  ImageClaims: token<ImageClaims>('ImageClaims'),
  ImageProcessor: token<ImageProcessor>('ImageProcessor'),
  ImageStore: token<ImageStore>('ImageStore'),
  ImageUrls: token<ImageUrls>('ImageUrls'),
  InStockFlags: token<InStockFlags>('InStockFlags'),
  Inventory: token<Inventory>('Inventory'),
  JoinCategory: token<JoinCategory>('JoinCategory'),
  LookUpSkus: token<LookUpSkus>('LookUpSkus'),
  Offers: token<Offers>('Offers'),
  ProductCatalog: token<ProductCatalog>('ProductCatalog'),
  ProductIndexer: token<ProductIndexer>('ProductIndexer'),
  ProductReindexer: token<ProductReindexer>('ProductReindexer'),
  ProductRepository: token<ProductRepository>('ProductRepository'),
  ProductSearch: token<ProductSearch>('ProductSearch'),
  ProductStock: token<ProductStock>('ProductStock'),
  ReleaseStock: token<ReleaseStock>('ReleaseStock'),
  RemoveCategory: token<RemoveCategory>('RemoveCategory'),
  RemoveImage: token<RemoveImage>('RemoveImage'),
  RemoveVariant: token<RemoveVariant>('RemoveVariant'),
  ReservationRepository: token<ReservationRepository>('ReservationRepository'),
  ReserveStock: token<ReserveStock>('ReserveStock'),
  ResumeReservations: token<ResumeReservations>('ResumeReservations'),
  SettleReservation: token<SettleReservation>('SettleReservation'),
  Slugs: token<Slugs>('Slugs'),
  StockHolds: token<StockHolds>('StockHolds'),
  StockRepository: token<StockRepository>('StockRepository'),
  StoreImages: token<StoreImages>('StoreImages'),
  ViewProduct: token<ViewProduct>('ViewProduct'),
  Vocabulary: token<MongoVocabulary>('Vocabulary'),
  WordsOfText: token<WordsOfText>('WordsOfText'),
};
