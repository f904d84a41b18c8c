import { describe, expect, it } from 'vitest';
import { OnlyWhatIsNotHeldMayGo } from './stock-error.ts';
import { adjust, type Adjustment, type StockState } from './stock.ts';

const stock: StockState = {
  sku: 'TEA',
  productId: 'p',
  name: 'Green tea, 100 g',
  onHand: 10,
  available: 7,
  holds: { o1: { quantity: 3 } },
  holdableSince: new Date(0),
  moved: 4,
  unfiled: [],
};

const adjustment = (kind: Adjustment['kind'], quantity: number): Adjustment => ({
  id: 'm1',
  kind,
  quantity,
  reason: 'Stock-taking',
  by: 'admin-1',
  at: new Date('2026-01-01T09:00:00Z'),
});

describe('the stock of a SKU with 10 pieces, 3 of them held', () => {
  it.each([
    ['in', 5, 5, 15, 12],
    ['out', 7, -7, 3, 0],
    ['set', 3, -7, 3, 0],
    ['set', 12, 2, 12, 9],
    ['set', 10, 0, 10, 7],
  ] as const)(
    'when adjusted: %s %i, changes by %i to %i, of which %i are available',
    (kind, quantity, delta, onHand, available) => {
      const { stock: after, movement } = adjust(stock, adjustment(kind, quantity));
      expect(after).toMatchObject({ onHand, available, moved: 5, holds: stock.holds });
      expect(movement).toEqual({
        ...adjustment(kind, quantity),
        sku: 'TEA',
        orderId: null,
        place: 5,
        delta,
        onHand,
        available,
      });
      expect(after.unfiled).toEqual([movement]);
    },
  );

  it.each([
    ['out', 8],
    ['set', 2],
  ] as const)('when adjusted below what is held: %s %i, refuses', (kind, quantity) => {
    expect(() => adjust(stock, adjustment(kind, quantity))).toThrow(OnlyWhatIsNotHeldMayGo);
  });
});
