import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CartLineNotFound } from '../src/domain/cart/cart-error.ts';
import type { CartRepository } from '../src/domain/cart/cart-repository.ts';
import type { CartState } from '../src/domain/cart/cart.ts';
import { aCart, aSupply, at, daysLater, quantitiesIn } from './a-cart.ts';

/** What every cart repository does; `open` gives one that may hold carts of other tests. */
export function describeCartRepository(name: string, open: () => CartRepository): void {
  describe(name, () => {
    const add = async (carts: CartRepository, overrides: Partial<CartState> = {}) => {
      const cart = aCart({ tea: 1, mint: 2 }, { id: randomUUID(), ...overrides });
      const stored = await carts.update(cart.state.id, () => cart, aCart({}, { id: cart.state.id }));
      expect(stored).toEqual(cart);
      return cart;
    };

    it('when a cart is added, finds it as it was', async () => {
      const carts = open();
      const cart = await add(carts, { ownerId: 'u1', revision: 3 });
      expect(await carts.find(cart.state.id)).toEqual(cart);
    });

    it('when there is no such cart, finds, consults and changes none', async () => {
      const carts = open();
      expect(await carts.find(randomUUID())).toBeNull();
      expect(await carts.consult(randomUUID(), (cart) => cart)).toBeNull();
      expect(await carts.update(randomUUID(), (cart) => cart.empty(at))).toBeNull();
    });

    it('when there is no such cart yet, stores it with its first change, and not without one', async () => {
      const carts = open();
      const unstored = aCart({}, { id: randomUUID() });
      const { id } = unstored.state;
      expect(await carts.update(id, (cart) => cart.empty(at), unstored)).toEqual(unstored);
      expect(await carts.find(id)).toBeNull();
      const changed = await carts.update(id, (cart) => cart.add(aSupply('tea'), 3, at), unstored);
      expect(quantitiesIn(changed!)).toEqual({ tea: 3 });
      expect(await carts.find(id)).toEqual(changed);
      const more = await carts.update(id, (cart) => cart.add(aSupply('tea'), 1, at), unstored);
      expect(quantitiesIn(more!)).toEqual({ tea: 4 });
    });

    it('when a cart is consulted, answers from it; what it refuses, it refuses', async () => {
      const carts = open();
      const { state } = await add(carts);
      expect(await carts.consult(state.id, (cart) => quantitiesIn(cart!))).toEqual({ tea: 1, mint: 2 });
      await carts.update(state.id, (cart) => cart.remove('tea', at));
      expect(await carts.consult(state.id, (cart) => quantitiesIn(cart!))).toEqual({ mint: 2 });
      await expect(carts.consult(state.id, (cart) => cart?.assertHas('tea'))).rejects.toThrow(CartLineNotFound);
    });

    it('when a cart is changed, returns and keeps what became of it', async () => {
      const carts = open();
      const { state } = await add(carts);
      const changed = await carts.update(state.id, (cart) => cart.add(aSupply('sage'), 3, daysLater(1)));
      expect(quantitiesIn(changed!)).toEqual({ tea: 1, mint: 2, sage: 3 });
      expect(await carts.find(state.id)).toEqual(changed);
    });

    it('when nothing changes, returns the cart as it is', async () => {
      const carts = open();
      const cart = await add(carts, { lines: [] });
      expect(await carts.update(cart.state.id, (before) => before.empty(daysLater(1)))).toEqual(cart);
      expect(await carts.find(cart.state.id)).toEqual(cart);
    });

    it('when a change is refused, says why and keeps the cart', async () => {
      const carts = open();
      const cart = await add(carts);
      await expect(
        carts.update(cart.state.id, () => {
          throw new Error('refused');
        }),
      ).rejects.toThrow('refused');
      expect(await carts.find(cart.state.id)).toEqual(cart);
    });

    it.each([
      ['a cart', true],
      ['a cart that is not stored yet', false],
    ])('when many change %s at once, loses none of it', async (_which, isStored) => {
      const carts = open();
      const unstored = aCart({}, { id: randomUUID() });
      const { state } = isStored ? await add(carts, { lines: [] }) : unstored;
      const supply = aSupply('tea');
      await Promise.all(
        Array.from({ length: 10 }, () => carts.update(state.id, (cart) => cart.add(supply, 1, at), unstored)),
      );
      expect(quantitiesIn((await carts.find(state.id))!)).toEqual({ tea: 10 });
    });

    it('when abandoned carts are removed, takes guests’ older ones only, and no more than asked for', async () => {
      const carts = open();
      await carts.removeAbandoned(daysLater(100), 1_000);
      const old = await Promise.all([add(carts), add(carts), add(carts)]);
      const recent = await add(carts, { updatedAt: daysLater(1) });
      const owned = await add(carts, { ownerId: 'u1' });
      const left = async () => {
        const found = await Promise.all([...old, recent, owned].map(({ state }) => carts.find(state.id)));
        return found.flatMap((cart) => cart?.state.id ?? []);
      };
      expect(await carts.removeAbandoned(daysLater(1), 2)).toBe(2);
      expect(await left()).toHaveLength(3);
      expect(await carts.removeAbandoned(daysLater(1), 2)).toBe(1);
      expect(await left()).toEqual([recent.state.id, owned.state.id]);
      expect(await carts.removeAbandoned(daysLater(1), 2)).toBe(0);
    });
  });
}
