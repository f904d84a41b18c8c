import { randomUUID } from 'node:crypto';
import type { StockHolds } from '../src/application/ports/stock-holds.ts';
import type { StockRepository } from '../src/domain/stock/stock-repository.ts';
import type { Adjustment, Movement } from '../src/domain/stock/stock.ts';
import { at } from './a-reservation.ts';

/** A stock with both of its ports, and what tests need besides. It may have other tests' SKUs already. */
export interface StockUnderTest {
  readonly stock: StockRepository;
  readonly holds: StockHolds;
  /** Makes a SKU known, of which there is nothing. */
  add(sku: string): Promise<void>;
  /** What the movement log has of a SKU, the newest first. */
  movementsOf(sku: string): Promise<readonly Movement[]>;
}

export const anAdjustment = (overrides: Partial<Adjustment> = {}): Adjustment => ({
  id: randomUUID(),
  kind: 'in',
  quantity: 1,
  reason: 'Delivery',
  by: 'admin-1',
  at,
  ...overrides,
});

/** Adds a SKU of which there are so many pieces. */
export async function aStockOf(pieces: number, { add, stock }: StockUnderTest): Promise<string> {
  const sku = `TEA-${randomUUID()}`;
  await add(sku);
  if (pieces > 0) await stock.adjust(sku, anAdjustment({ quantity: pieces }));
  return sku;
}

/** How many pieces there are and how many of them are available. */
export async function piecesOf(sku: string, { stock }: StockUnderTest) {
  const { onHand, available } = await stock.adjust(sku, anAdjustment({ quantity: 0 }));
  return { onHand, available };
}
