import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { OnlyWhatIsNotHeldMayGo, StockNotFound } from '../src/domain/stock/stock-error.ts';
import { aReservation, secondsLater } from './a-reservation.ts';
import { anAdjustment, aStockOf, piecesOf, type StockUnderTest } from './stock-under-test.ts';

/** What every repository of stock must do. */
export function stockRepositoryContract(name: string, open: () => StockUnderTest): void {
  describe(name, () => {
    it.each([
      ['in', 4, 4, 14],
      ['out', 4, -4, 6],
      ['out', 10, -10, 0],
      ['set', 4, -6, 4],
      ['set', 12, 2, 12],
    ] as const)('when adjusted: %s %i, returns, keeps and logs it', async (kind, quantity, delta, onHand) => {
      const { stock, movementsOf } = open();
      const sku = await aStockOf(10, open());
      const adjustment = anAdjustment({ kind, quantity, reason: 'Counted', by: 'admin-2', at: secondsLater(1) });
      const after = { onHand, available: onHand };
      expect(await stock.adjust(sku, adjustment)).toMatchObject({ sku, ...after, holds: {} });
      const movements = await movementsOf(sku);
      expect(movements).toHaveLength(2);
      expect(movements[0]).toEqual({ sku, ...adjustment, orderId: null, place: 2, delta, ...after });
      expect(await piecesOf(sku, open())).toEqual(after);
    });

    it('when many adjust one SKU at once, loses none of it', async () => {
      const { stock, movementsOf } = open();
      const sku = await aStockOf(0, open());
      await Promise.all(Array.from({ length: 8 }, () => stock.adjust(sku, anAdjustment({ quantity: 2 }))));
      expect(await movementsOf(sku)).toHaveLength(8);
      expect(await piecesOf(sku, open())).toEqual({ onHand: 16, available: 16 });
    });

    it.each([
      ['out', 3],
      ['set', 2],
    ] as const)('when what is held would go: %s %i, refuses and keeps the stock as it is', async (kind, quantity) => {
      const { stock, holds, movementsOf } = open();
      const sku = await aStockOf(5, open());
      const { state } = aReservation({ orderId: randomUUID(), lines: [{ sku, quantity: 3 }] });
      await holds.hold(state, state.lines[0]!);
      const adjustment = anAdjustment({ kind, quantity });
      await expect(stock.adjust(sku, adjustment)).rejects.toThrow(OnlyWhatIsNotHeldMayGo);
      expect(await movementsOf(sku)).toHaveLength(1);
      expect(await piecesOf(sku, open())).toEqual({ onHand: 5, available: 2 });
      await holds.release(state, secondsLater(1));
      expect(await stock.adjust(sku, adjustment)).toMatchObject({ onHand: 2, available: 2 });
    });

    it('when exactly what is not held goes, lets it go', async () => {
      const { stock, holds } = open();
      const sku = await aStockOf(5, open());
      const { state } = aReservation({ orderId: randomUUID(), lines: [{ sku, quantity: 3 }] });
      await holds.hold(state, state.lines[0]!);
      expect(await stock.adjust(sku, anAdjustment({ kind: 'out', quantity: 2 }))).toMatchObject({
        onHand: 3,
        available: 0,
        holds: { [state.orderId]: { quantity: 3 } },
      });
    });

    it('when there is no such SKU, refuses and logs nothing', async () => {
      const { stock } = open();
      await expect(stock.adjust(randomUUID(), anAdjustment())).rejects.toThrow(StockNotFound);
    });
  });
}
