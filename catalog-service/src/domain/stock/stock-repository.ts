import type { Adjustment, StockState } from './stock.ts';

export interface StockRepository {
  /**
   * Adjusts the stock of a SKU and stores it with its event and its movement; an adjustment whose id was applied before
   * changes nothing.
   * @throws StockNotFound, OnlyWhatIsNotHeldMayGo
   */
  adjust(sku: string, adjustment: Adjustment): Promise<StockState>;
  /** Brings movements older than this, which a crash kept out of the movement log, into it. */
  fileMovements(before: Date): Promise<void>;
}
