import type { Adjustment, StockState } from './stock.ts';

export interface StockRepository {
  /**
   * Adjusts the stock of a SKU and stores it with its event and its movement; an adjustment whose id was ever applied
   * changes nothing.
   * @throws StockNotFound, OnlyWhatIsNotHeldMayGo
   */
  adjust(sku: string, adjustment: Adjustment): Promise<StockState>;
  /** Brings the movements that are not in the movement log yet into it. */
  fileMovements(): Promise<void>;
}
