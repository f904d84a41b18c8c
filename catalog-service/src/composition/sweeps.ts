import type { Sweep } from '@souk/chassis/sweep';
import type { Container } from 'inversify';
import { T } from './tokens.ts';

const SECOND = 1_000;

/** What is done now and then: most of it finds nothing, unless something was cut off. */
export function sweepsOf(container: Container): readonly Sweep[] {
  const get = container.get.bind(container);
  const clock = get(T.Clock);
  const reservations = get(T.ResumeReservations);
  return [
    { name: 'in-stock-flags', every: SECOND, run: () => get(T.InStockFlags).refresh() },
    { name: 'catalog-changes', every: SECOND, run: () => get(T.CatalogChanges).look() },
    { name: 'search-index', every: 5 * SECOND, run: () => get(T.ProductReindexer).run() },
    { name: 'reservations', every: 3 * SECOND, run: () => reservations.execute() },
    { name: 'ended-reservations', every: 300 * SECOND, run: () => reservations.forgetEnded() },
    { name: 'stock-of-products', every: 5 * SECOND, run: () => get(T.ProductStock).followAll(clock.now()) },
    { name: 'stock-movements', every: 2 * SECOND, run: () => get(T.StockRepository).fileMovements() },
    { name: 'images', every: 5 * SECOND, run: () => get(T.CleanUpImages).execute() },
  ];
}
