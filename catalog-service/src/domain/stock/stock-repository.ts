import type { Adjustment, StockState } from './stock.ts';

export interface StockRepository {
  /**
   * Adjusts the stock of a SKU and stores it with its event and its movement; once for each request, see `Idempotency`.
   * @throws StockNotFound, OnlyWhatIsNotHeldMayGo
   */
  adjust(sku: string, adjustment: Adjustment): Promise<StockState>;
  /** Brings the movements that are not in the movement log yet into it. */
  fileMovements(): Promise<void>;
}
