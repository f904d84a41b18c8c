import { describe, expect, it } from 'vitest';
import { aCart, at } from '../../tests/a-cart.ts';
import { InMemoryCartRepository } from '../../tests/in-memory-cart-repository.ts';
import { CartHasChanged, CartNotFound } from '../domain/cart/cart-error.ts';
import { changeAsUser, findAsUser } from './cart-access.ts';

const cart = aCart({ tea: 1 }, { ownerId: 'me' });
const { id } = cart.state;
const me = { userId: 'me', hasToken: false };

describe('a cart that is asked for by a user', () => {
  it('when it is theirs, is found and changed', async () => {
    const carts = new InMemoryCartRepository(cart);
    expect(await findAsUser(carts, id, me)).toEqual(cart);
    const changed = await changeAsUser(carts, { id, user: me, seen: 1 }, (before) => before.empty(at));
    expect(changed.state).toMatchObject({ lines: [], revision: 2 });
  });

  it.each([
    ['it is somebody else’s', { id, user: { userId: 'you', hasToken: true }, seen: 1 }, CartNotFound],
    ['there is none', { id: 'gone', user: me, seen: 1 }, CartNotFound],
    ['they have seen another revision', { id, user: me, seen: 2 }, CartHasChanged],
  ])('when %s, is not changed', async (_why, access, refusal) => {
    const carts = new InMemoryCartRepository(cart);
    await expect(changeAsUser(carts, access, (before) => before.empty(at))).rejects.toThrow(refusal);
    expect(await carts.find(id)).toEqual(cart);
  });

  it('when it is somebody else’s or there is none, is not found', async () => {
    const carts = new InMemoryCartRepository(cart);
    await expect(findAsUser(carts, id, { userId: null, hasToken: true })).rejects.toThrow(CartNotFound);
    await expect(findAsUser(carts, 'gone', me)).rejects.toThrow(CartNotFound);
  });
});
