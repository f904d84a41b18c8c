import type { ReservationStatus } from '../../domain/reservation/reservation-state.ts';
import type { Movement } from '../../domain/stock/stock.ts';
import type { StockView } from '../stock-view.ts';
import type { Found } from './product-catalog.ts';

export interface StockFilter {
  /** The beginning of SKUs. */
  readonly q?: string | undefined;
  /** Only SKUs of which at most so many are available. */
  readonly availableAtMost?: number | undefined;
}

/** Pieces of a SKU that an order holds. */
export interface HeldPieces {
  readonly orderId: string;
  readonly quantity: number;
  readonly status: ReservationStatus;
  readonly since: Date;
}

/** Where a page of the movement log begins: after this movement, going back in time. */
export interface MovementCursor {
  readonly at: Date;
  readonly id: string;
}

/** What admins look up about the stock. */
export interface Inventory {
  find(filter: StockFilter, page: { readonly limit: number; readonly offset: number }): Promise<Found<StockView>>;
  /** @throws StockNotFound */
  reservations(sku: string, page: { readonly limit: number; readonly offset: number }): Promise<Found<HeldPieces>>;
  /**
   * The newest first.
   * @throws StockNotFound
   */
  movements(sku: string, limit: number, after: MovementCursor | null): Promise<readonly Movement[]>;
}
