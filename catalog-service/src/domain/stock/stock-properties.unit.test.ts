import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OnlyWhatIsNotHeldMayGo } from './stock-error.ts';
import { adjust, type Adjustment, type StockState } from './stock.ts';

const at = new Date('2026-01-01T09:00:00Z');
const pieces = fc.integer({ min: 0, max: 6 });

/** Some pieces held by orders, some holds that have ended, and so many pieces besides. */
const stocks = fc
  .record({ held: fc.array(pieces, { maxLength: 4 }), available: pieces })
  .map(({ held, available }): StockState => ({
    sku: 'TEA',
    productId: 'p',
    name: 'Green tea, 100 g',
    onHand: available + sum(held),
    available,
    holds: {
      ...Object.fromEntries(held.map((quantity, index) => [`o${index}`, { quantity }])),
      ended: { endedAt: at },
    },
    holdableSince: new Date(0),
    moved: 0,
    unfiled: [],
  }));
const adjustments = fc.array(
  fc
    .record({
      kind: fc.constantFrom<Adjustment['kind'][]>('in', 'out', 'set'),
      quantity: fc.integer({ min: 0, max: 15 }),
    })
    .map((given) => ({ ...given, reason: 'Stock-taking', by: 'admin-1', at })),
  { maxLength: 20 },
);

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const heldIn = ({ holds }: StockState) =>
  sum(Object.values(holds).map((hold) => ('quantity' in hold ? hold.quantity : 0)));

it('however stock is adjusted, orders keep what they hold, and the movements tell how it came to be what it is', () => {
  const reached = { moved: 0, refused: 0, lastFree: 0 };
  fc.assert(
    fc.property(stocks, adjustments, (first, wishes) => {
      const held = heldIn(first);
      let stock = first;
      for (const [index, wish] of wishes.entries()) {
        const adjustment = { ...wish, id: `m${index}` };
        const onHand =
          wish.kind === 'set' ? wish.quantity : stock.onHand + (wish.kind === 'in' ? 1 : -1) * wish.quantity;
        if (onHand < held) {
          expect(() => adjust(stock, adjustment)).toThrow(OnlyWhatIsNotHeldMayGo);
          reached.refused++;
          continue;
        }
        const { stock: after, movement } = adjust(stock, adjustment);
        expect(after).toEqual({
          ...stock,
          onHand,
          available: onHand - held,
          moved: stock.moved + 1,
          unfiled: [...stock.unfiled, movement],
        });
        expect(movement).toEqual({
          ...adjustment,
          sku: 'TEA',
          orderId: null,
          place: stock.moved + 1,
          delta: onHand - stock.onHand,
          onHand,
          available: onHand - held,
        });
        stock = after;
        reached.moved++;
        reached.lastFree += Number(stock.available === 0 && held > 0);
      }
      expect(stock.onHand).toBe(first.onHand + sum(stock.unfiled.map(({ delta }) => delta)));
    }),
    { numRuns: 600 },
  );
  expect(Math.min(...Object.values(reached))).toBeGreaterThan(20);
});
