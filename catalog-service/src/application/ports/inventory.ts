import type { PageFound, PageWanted } from '@souk/kernel/page';
import type { ReservationStatus } from '../../domain/reservation/reservation-state.ts';
import type { Movement } from '../../domain/stock/stock.ts';
import type { StockView } from '../stock-view.ts';

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

/** What admins look up about the stock. */
export interface Inventory {
  /** By SKU; the low ones with the scarcest first. */
  find(filter: StockFilter, page: PageWanted): Promise<PageFound<StockView>>;
  /**
   * By order id.
   * @throws StockNotFound
   */
  reservations(sku: string, page: PageWanted): Promise<PageFound<HeldPieces>>;
  /**
   * The newest first.
   * @throws StockNotFound
   */
  movements(sku: string, page: PageWanted): Promise<PageFound<Movement>>;
}
