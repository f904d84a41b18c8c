import type { StockState } from '../domain/stock/stock.ts';

/** The stock of one SKU as admins see it. */
export type StockView = Pick<StockState, 'sku' | 'productId' | 'name' | 'onHand' | 'available'> & {
  /** Taken aside for orders that are not paid yet. */
  readonly held: number;
};

export function stockViewOf({
  sku,
  productId,
  name,
  onHand,
  available,
}: Pick<StockState, 'sku' | 'productId' | 'name' | 'onHand' | 'available'>): StockView {
  return { sku, productId, name, onHand, available, held: onHand - available };
}
