import { MOST_LINES, MOST_PIECES } from '@souk/kernel/limits';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { at, daysLater, quantitiesIn } from '../../../tests/a-cart.ts';
import { anyCart, cartOf, mostly, skus } from '../../../tests/any-cart.ts';
import { Cart, type Supply } from './cart.ts';

const later = daysLater(1);

const available = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 5 }) },
  { weight: 9, arbitrary: fc.constant(500) },
);
/** What the catalog says of everything; what it does not know is not there. */
const supplies = fc
  .array(fc.record({ isKnown: mostly, isForSale: mostly, available }), {
    minLength: skus.length,
    maxLength: skus.length,
  })
  .map((all): readonly Supply[] =>
    all.flatMap(({ isKnown, ...supply }, index) => (isKnown ? [{ sku: skus[index]!, ...supply }] : [])),
  );

const reversed = ({ state }: Cart) => new Cart({ ...state, lines: state.lines.toReversed() });
const has = (one: Cart, sku: string) => one.quantityOf(sku) > 0;

/** Written from the shopper's point of view: what they get of something that either cart holds. */
function deserved(mine: Cart, theirs: Cart, known: readonly Supply[], sku: string): number {
  if (!has(theirs, sku)) return mine.quantityOf(sku);
  const supply = known.find((one) => one.sku === sku);
  const stock = supply?.isForSale === true ? supply.available : 0;
  return Math.min(Math.max(mine.quantityOf(sku), theirs.quantityOf(sku)), stock, MOST_PIECES);
}

it('when carts are merged, each thing has the larger quantity that can be had, unless the cart is full and it is new', () => {
  const reached = { capped: 0, leftOut: 0, roomMade: 0 };
  fc.assert(
    fc.property(anyCart, anyCart, supplies, (mine, theirs, known) => {
      const { cart: merged, changes } = mine.merge(theirs, known, later);
      const all = new Set([...mine.state.lines, ...theirs.state.lines].map(({ sku }) => sku));
      const possible = [...all].filter((sku) => deserved(mine, theirs, known, sku) > 0);
      expect(merged.state.lines).toHaveLength(Math.min(possible.length, MOST_LINES));
      for (const sku of all) {
        const got = merged.quantityOf(sku);
        const due = deserved(mine, theirs, known, sku);
        const isLeftOut = got === 0 && due > 0;
        if (isLeftOut) expect([has(mine, sku), merged.state.lines.length]).toEqual([false, MOST_LINES]);
        else expect(got).toBe(due);
        // What became less than was wanted is told, and nothing else.
        const wanted = Math.max(mine.quantityOf(sku), theirs.quantityOf(sku));
        const told = changes.filter((change) => change.sku === sku);
        expect(told).toEqual(got === wanted ? [] : [{ sku, wanted, quantity: got }]);
        reached.leftOut += Number(isLeftOut);
        reached.capped += Number(got > 0 && got < wanted);
        reached.roomMade += Number(mine.state.lines.length === MOST_LINES && got > 0 && !has(mine, sku));
      }
    }),
    { numRuns: 300 },
  );
  expect(Math.min(...Object.values(reached))).toBeGreaterThan(10);
});

it('when their lines come in another order, carts merge to the same, but for what there is no room for', () => {
  const reached = { full: 0, roomy: 0 };
  fc.assert(
    fc.property(anyCart, anyCart, supplies, (mine, theirs, known) => {
      const one = mine.merge(theirs, known, later);
      const other = reversed(mine).merge(reversed(theirs), known.toReversed(), later);
      const possible = new Set([...mine.state.lines, ...theirs.state.lines].map(({ sku }) => sku));
      const isRoomy = [...possible].filter((sku) => deserved(mine, theirs, known, sku) > 0).length <= MOST_LINES;
      expect(other.cart.state.lines).toHaveLength(one.cart.state.lines.length);
      const ofMine = (merged: Cart) => mine.state.lines.map(({ sku }) => merged.quantityOf(sku));
      expect(ofMine(other.cart)).toEqual(ofMine(one.cart));
      if (isRoomy) {
        expect(quantitiesIn(other.cart)).toEqual(quantitiesIn(one.cart));
        expect(new Set(other.changes)).toEqual(new Set(one.changes));
      }
      reached[isRoomy ? 'roomy' : 'full']++;
    }),
    { numRuns: 300 },
  );
  expect(Math.min(...Object.values(reached))).toBeGreaterThan(10);
});

it('when merged with the same cart again, in whatever order its lines are then, a cart stays as it is and says the same', () => {
  let told = 0;
  fc.assert(
    fc.property(anyCart, anyCart, supplies, (mine, theirs, known) => {
      const once = mine.merge(theirs, known, at);
      const twice = once.cart.merge(reversed(theirs), known, later);
      expect(quantitiesIn(twice.cart)).toEqual(quantitiesIn(once.cart));
      // What was mine and has gone is wanted no more; what the other wants is said again.
      const ofTheirs = once.changes.map((change) => ({ ...change, wanted: theirs.quantityOf(change.sku) }));
      const short = ofTheirs.filter(({ wanted, quantity: got }) => wanted > got);
      expect(new Set(twice.changes)).toEqual(new Set(short));
      told += short.length;
    }),
    { numRuns: 300 },
  );
  expect(told).toBeGreaterThan(20);
});

it('when two guests’ carts are merged into one, it does not matter which comes first, as long as there is room', () => {
  const guest = cartOf(0, 15);
  let shared = 0;
  fc.assert(
    fc.property(cartOf(0, 20), guest, guest, supplies, (mine, one, other, known) => {
      const after = (...guests: readonly Cart[]) =>
        quantitiesIn(guests.reduce((merged, theirs) => merged.merge(theirs, known, later).cart, mine));
      expect(after(one, other)).toEqual(after(other, one));
      shared += one.state.lines.filter(({ sku }) => has(other, sku)).length;
    }),
    { numRuns: 200 },
  );
  expect(shared).toBeGreaterThan(20);
});
