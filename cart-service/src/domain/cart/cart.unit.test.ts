import { MOST_PIECES } from '@souk/kernel/limits';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aCart,
  aSupply,
  at,
  daysLater,
  different,
  guest,
  linesOf,
  ownerOf,
  quantitiesIn,
} from '../../../tests/a-cart.ts';
import { CartHasChanged, CartIsFull, CartLineNotFound, NotEnoughStock, SkuIsNotForSale } from './cart-error.ts';
import { Cart } from './cart.ts';

const later = daysLater(1);

describe('a cart', () => {
  it('when opened, is empty and at its first revision', () => {
    expect(Cart.open({ id: 'c1', ownerId: 'u1', at }).state).toEqual({
      id: 'c1',
      ownerId: 'u1',
      lines: [],
      revision: 1,
      createdAt: at,
      updatedAt: at,
    });
  });

  it('when something new is put in, has one more line and the next revision', () => {
    const before = aCart({ tea: 1 });
    const after = before.add(aSupply('mint'), 3, later);
    expect(quantitiesIn(after)).toEqual({ tea: 1, mint: 3 });
    expect(after.state).toMatchObject({ revision: 2, createdAt: at, updatedAt: later });
    expect(quantitiesIn(before)).toEqual({ tea: 1 });
  });

  it('when more of something is put in, has the sum in the same place', () => {
    const cart = aCart({ tea: 1, mint: 1 }).add(aSupply('tea'), 2, at);
    expect(cart.state.lines).toEqual(linesOf({ tea: 3, mint: 1 }));
  });

  it.each([
    ['all that is left', 4, aSupply('tea', { available: 5 }), 5],
    ['as many as a line holds', 98, aSupply('tea', { available: 500 }), MOST_PIECES],
  ])('when %s is put in, takes it', (_what, quantity, supply, expected) => {
    expect(aCart({ tea: 1 }).add(supply, quantity, at).quantityOf('tea')).toBe(expected);
  });

  it.each([
    ['one more than is left', 5, aSupply('tea', { available: 5 }), { sku: 'tea', wanted: 6, available: 5 }],
    ['one more than a line holds', 99, aSupply('tea', { available: 500 }), { wanted: 100, available: MOST_PIECES }],
  ])('when %s is put in, refuses and says what there is', (_what, quantity, supply, details) => {
    expect(() => aCart({ tea: 1 }).add(supply, quantity, at)).toThrow(
      expect.objectContaining({ name: NotEnoughStock.name, details: expect.objectContaining(details) }),
    );
  });

  it('when something is not for sale, refuses it', () => {
    const supply = aSupply('tea', { isForSale: false });
    expect(() => aCart().add(supply, 1, at)).toThrow(SkuIsNotForSale);
    expect(() => aCart({ tea: 1 }).changeQuantity(supply, 2, at)).toThrow(SkuIsNotForSale);
  });

  it('when it has 50 lines, takes more of the same and nothing else', () => {
    const full = aCart(different(50));
    expect(full.add(aSupply('sku-0'), 1, at).quantityOf('sku-0')).toBe(2);
    expect(() => full.add(aSupply('one-more'), 1, at)).toThrow(CartIsFull);
    expect(() => full.add(aSupply('one-more', { isForSale: false }), 1, at)).toThrow(CartIsFull);
  });

  it('when a quantity is changed, has that many, fewer than before too', () => {
    const cart = aCart({ tea: 5, mint: 1 });
    expect(quantitiesIn(cart.changeQuantity(aSupply('tea'), 2, at))).toEqual({ tea: 2, mint: 1 });
    expect(() => cart.changeQuantity(aSupply('tea', { available: 3 }), 4, at)).toThrow(NotEnoughStock);
  });

  it('when something is taken out, keeps the rest', () => {
    expect(aCart({ tea: 5, mint: 1 }).remove('tea', at).state).toMatchObject({
      lines: linesOf({ mint: 1 }),
      revision: 2,
    });
  });

  it('when a line is not there, says so', () => {
    expect(() => aCart({ tea: 1 }).remove('mint', at)).toThrow(CartLineNotFound);
    expect(() => aCart({ tea: 1 }).changeQuantity(aSupply('mint'), 1, at)).toThrow(CartLineNotFound);
  });

  it('when emptied, has no line; when it was empty, stays as it is', () => {
    expect(aCart({ tea: 1 }).empty(later).state).toMatchObject({ lines: [], revision: 2, updatedAt: later });
    const empty = aCart();
    expect(empty.empty(later)).toBe(empty);
  });

  it.each([
    ['after it changed last', later],
    ['just when it changed last', at],
  ])('when it becomes somebody else’s %s, is empty', (_when, since) => {
    expect(aCart({ tea: 1 }).handOver(since).state).toMatchObject({ lines: [], revision: 2, updatedAt: since });
    const empty = aCart();
    expect(empty.handOver(since)).toBe(empty);
  });

  it('when it became somebody else’s before it changed last, stays as it is', () => {
    const cart = aCart({ tea: 1 }, { updatedAt: later });
    expect(cart.handOver(at)).toBe(cart);
  });

  it('when another revision has been seen, says which it is at', () => {
    const cart = aCart({}, { revision: 7 });
    expect(cart.seenAs(7)).toBe(cart);
    expect(cart.seenAs(null)).toBe(cart);
    expect(() => cart.seenAs(6)).toThrow(
      expect.objectContaining({ name: CartHasChanged.name, details: { revision: 7 } }),
    );
  });
});

describe('who may use a cart', () => {
  const nobody = { userId: null, hasToken: false, isOwn: false };
  const u2 = { ...nobody, userId: 'u2' };

  it.each([
    ['a guest with its token', null, guest, true],
    ['a guest without', null, nobody, false],
    ['a customer with its token', null, { ...guest, userId: 'u1' }, true],
    ['a customer without', null, ownerOf('u1'), false],
    ['its customer', 'u1', ownerOf('u1'), true],
    ['another customer', 'u1', u2, false],
    ['another customer with a token', 'u1', { ...u2, hasToken: true }, false],
    ['a guest with a token', 'u1', guest, false],
  ])('%s, of the cart of %s: %o → %s', (_who, ownerId, user, expected) => {
    expect(aCart({}, { ownerId }).isUsableBy(user)).toBe(expected);
  });

  it.each([
    ['a guest with its token', guest, { ownerId: null }],
    ['a customer with its token', { ...u2, hasToken: true }, { ownerId: null }],
    ['the customer whose cart has this id', ownerOf('u1'), { ownerId: 'u1' }],
    ['a guest without its token', nobody, null],
    ['another customer', u2, null],
  ])('when none is stored, %s has: %o → %o', (_who, user, expected) => {
    const opened = Cart.openFor(user, 'c1', at);
    if (expected === null) expect(opened).toBeNull();
    else expect(opened?.state).toMatchObject({ id: 'c1', lines: [], revision: 1, ...expected });
  });
});

const sku = fc.integer({ min: 0, max: 59 }).map((number) => `sku-${number}`);
const aCartWith = ({ minLines = 0, maxQuantity = MOST_PIECES }) =>
  fc
    .uniqueArray(fc.record({ sku, quantity: fc.integer({ min: 1, max: maxQuantity }) }), {
      selector: (line) => line.sku,
      minLength: minLines,
      maxLength: 50,
      size: 'max',
    })
    .map((lines) => aCart({}, { lines }));
const cart = aCartWith({});
const fullCart = aCartWith({ minLines: 47 });
const supply = fc.record({ sku, isForSale: fc.boolean(), available: fc.integer({ min: 0, max: 120 }) });
const supplies = fc.uniqueArray(supply, { selector: (one) => one.sku, size: 'max', maxLength: 60 });

describe('what was ordered', () => {
  it('when taken out, leaves what else is in the cart', () => {
    const left = aCart({ tea: 3, mint: 1 }).removeOrdered(linesOf({ tea: 2, sage: 4 }), at);
    expect(quantitiesIn(left)).toEqual({ tea: 1, mint: 1 });
  });

  it('when less of it is left by now, is gone and not less than nothing', () => {
    expect(aCart({ tea: 1 }).removeOrdered(linesOf({ tea: 2 }), at).state.lines).toEqual([]);
  });

  it('when things were put in since, leaves exactly those', () => {
    fc.assert(
      fc.property(cart, cart, (ordered, { state: { lines: since } }) => {
        const quantities = new Map(ordered.state.lines.map((line) => [line.sku, line.quantity]));
        for (const line of since) quantities.set(line.sku, (quantities.get(line.sku) ?? 0) + line.quantity);
        const now = aCart(Object.fromEntries(quantities));
        expect(quantitiesIn(now.removeOrdered(ordered.state.lines, at))).toEqual(
          quantitiesIn(aCart({}, { lines: since })),
        );
      }),
    );
  });
});

describe('carts that are merged', () => {
  it('when stock is short, gives what there is and says so', () => {
    const supplies = [aSupply('tea', { available: 3 }), aSupply('mint', { isForSale: false })];
    const { cart: merged, changes } = aCart({ sage: 1 }).merge(aCart({ tea: 5, mint: 1, gone: 2 }), supplies, later);
    expect(quantitiesIn(merged)).toEqual({ sage: 1, tea: 3 });
    expect(merged.state).toMatchObject({ revision: 2, updatedAt: later });
    expect(changes).toEqual([
      { sku: 'tea', wanted: 5, quantity: 3 },
      { sku: 'mint', wanted: 1, quantity: 0 },
      { sku: 'gone', wanted: 2, quantity: 0 },
    ]);
  });

  it('when one is full, makes room only by what cannot be had any more', () => {
    const other = aCart({ first: 1, second: 1, 'sku-0': 1 });
    const known = [aSupply('first'), aSupply('second'), aSupply('sku-0', { isForSale: false })];
    const { cart: merged, changes } = aCart(different(50)).merge(other, known, at);
    expect(merged.state.lines).toHaveLength(50);
    expect(merged.quantityOf('first')).toBe(1);
    expect(changes.map((change) => change.sku).sort()).toEqual(['second', 'sku-0']);
  });

  it('when merged again, has the same lines', () => {
    fc.assert(
      fc.property(fc.oneof(cart, fullCart), cart, supplies, (mine, theirs, known) => {
        const once = mine.merge(theirs, known, at).cart;
        expect(once.merge(theirs, known, at).cart.state.lines).toEqual(once.state.lines);
      }),
    );
  });

  it('when everything is in stock, has the larger quantity of each', () => {
    const few = cart.map(({ state }) => aCart({}, { lines: state.lines.slice(0, 25) }));
    fc.assert(
      fc.property(few, few, (mine, theirs) => {
        const known = theirs.state.lines.map((line) => aSupply(line.sku, { available: MOST_PIECES }));
        const { cart: merged, changes } = mine.merge(theirs, known, at);
        for (const { sku: one } of [...mine.state.lines, ...theirs.state.lines]) {
          expect(merged.quantityOf(one)).toBe(Math.max(mine.quantityOf(one), theirs.quantityOf(one)));
        }
        expect(changes).toEqual([]);
      }),
    );
  });

  it('when stock is what it may be, never takes more than there is, nor more than 99 of one or 50 things', () => {
    fc.assert(
      fc.property(fc.oneof(cart, fullCart), aCartWith({ maxQuantity: 150 }), supplies, (mine, theirs, known) => {
        const { cart: merged } = mine.merge(theirs, known, at);
        expect(merged.state.lines.length).toBeLessThanOrEqual(50);
        for (const line of merged.state.lines) {
          const stock = known.find((one) => one.sku === line.sku && one.isForSale)?.available ?? 0;
          const limit = theirs.quantityOf(line.sku) > 0 ? Math.min(stock, MOST_PIECES) : mine.quantityOf(line.sku);
          expect(line.quantity).toBeGreaterThan(0);
          expect(line.quantity).toBeLessThanOrEqual(limit);
        }
      }),
    );
  });

  it('when it could not do all that was wanted, reports exactly that', () => {
    fc.assert(
      fc.property(cart, cart, supplies, (mine, theirs, known) => {
        const { cart: merged, changes } = mine.merge(theirs, known, at);
        const short = theirs.state.lines
          .map((line) => ({
            sku: line.sku,
            wanted: Math.max(line.quantity, mine.quantityOf(line.sku)),
            quantity: merged.quantityOf(line.sku),
          }))
          .filter(({ wanted, quantity: got }) => wanted !== got);
        expect(new Set(changes)).toEqual(new Set(short));
      }),
    );
  });

  it('when the other has nothing of it, leaves a line as it was', () => {
    fc.assert(
      fc.property(cart, cart, supplies, (mine, theirs, known) => {
        const { cart: merged } = mine.merge(theirs, known, at);
        for (const line of mine.state.lines.filter((one) => theirs.quantityOf(one.sku) === 0)) {
          expect(merged.quantityOf(line.sku)).toBe(line.quantity);
        }
      }),
    );
  });
});
