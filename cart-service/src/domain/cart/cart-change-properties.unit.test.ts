import { DomainError } from '@souk/kernel/domain-error';
import { MOST_LINES, MOST_PIECES } from '@souk/kernel/limits';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { daysLater, quantitiesIn } from '../../../tests/a-cart.ts';
import { anyCart, mostly, quantity, skus } from '../../../tests/any-cart.ts';
import type { Cart } from './cart.ts';

const later = daysLater(1);

/** A wanted quantity of a SKU, with what the catalog says about the SKU. */
const wish = fc.record({
  kind: fc.constantFrom(
    'add',
    'add',
    'add',
    'add',
    'change quantity',
    'change quantity',
    'remove',
    'remove what was ordered',
  ),
  line: fc.record({ sku: fc.constantFrom(...skus.slice(0, 53)), quantity }),
  stock: fc.record({ isForSale: mostly, available: fc.constantFrom(0, 3, 40, 500, 500, 500) }),
});
type Wish = typeof wish extends fc.Arbitrary<infer One> ? One : never;

function changed(cart: Cart, { kind, line: { sku, quantity }, stock }: Wish): Cart {
  switch (kind) {
    case 'add':
      return cart.add({ sku, ...stock }, quantity, later);
    case 'change quantity':
      return cart.changeQuantity({ sku, ...stock }, quantity, later);
    case 'remove':
      return cart.remove(sku, later);
    case 'remove what was ordered':
      return cart.removeOrdered([{ sku, quantity }], later);
  }
}

/** How many there should be then; null when it cannot be done. */
function wanted(cart: Cart, { kind, line, stock }: Wish): number | null {
  const old = cart.quantityOf(line.sku);
  if (kind === 'remove what was ordered') return Math.max(old - line.quantity, 0);
  if (kind === 'remove') return old > 0 ? 0 : null;
  const quantity = kind === 'add' ? old + line.quantity : line.quantity;
  const isThere = stock.isForSale && quantity <= stock.available && quantity <= MOST_PIECES;
  const hasPlace = old > 0 || (kind === 'add' && cart.state.lines.length < MOST_LINES);
  return isThere && hasPlace ? quantity : null;
}

it('whatever is done to a cart, it changes as is wanted and in nothing else, or not at all and says why', () => {
  const refused = new Set<string>();
  fc.assert(
    fc.property(anyCart, fc.array(wish, { maxLength: 60, size: 'max' }), (first, wishes) => {
      let before = first;
      for (const one of wishes) {
        const { sku } = one.line;
        const quantity = wanted(before, one);
        const quantities = quantitiesIn(before);
        if (quantity === null) {
          refused.add(refusalOf(() => changed(before, one)));
          expect(quantitiesIn(before)).toEqual(quantities);
          continue;
        }
        const after = changed(before, one);
        const { [sku]: _, ...others } = quantities;
        expect(quantitiesIn(after)).toEqual(quantity === 0 ? others : { ...others, [sku]: quantity });
        expect(quantitiesIn(before)).toEqual(quantities);
        expect(after.state).toMatchObject({ revision: before.state.revision + 1, updatedAt: later });
        expect(after.state.lines.length).toBeLessThanOrEqual(MOST_LINES);
        before = after;
      }
    }),
    { numRuns: 200 },
  );
  expect([...refused].sort()).toEqual(['CartIsFull', 'CartLineNotFound', 'NotEnoughStock', 'SkuIsNotForSale']);
});

function refusalOf(action: () => unknown): string {
  try {
    action();
    return 'no refusal';
  } catch (error) {
    if (error instanceof DomainError) return error.name;
    throw error;
  }
}
