import { describe, expect, it } from 'vitest';
import { aCart, aSupply, at, guest, ownerOf } from '../../tests/a-cart.ts';
import { InMemoryCartRepository } from '../../tests/in-memory-cart-repository.ts';
import { CartLineNotFound, CartNotFound } from '../domain/cart/cart-error.ts';
import { changeAsUser, findAsUser } from './cart-access.ts';

const cart = aCart({ tea: 1 }, { ownerId: 'me' });
const { id } = cart.state;
const mine = { id, user: ownerOf('me') };
const foreign = [
  { id, user: guest },
  { id: 'gone', user: { userId: 'me', hasToken: false, isOwn: false } },
];

describe('a cart that is asked for by a user', () => {
  it('when it is theirs, is found and changed', async () => {
    const carts = new InMemoryCartRepository(cart);
    expect(await findAsUser(carts, mine, at)).toEqual(cart);
    const changed = await changeAsUser(carts, mine, (before) => before.empty(at), at);
    expect(changed.state).toMatchObject({ lines: [], revision: 2 });
  });

  it.each(foreign)('when it is not, is neither found nor changed: %o', async (access) => {
    const carts = new InMemoryCartRepository(cart);
    await expect(findAsUser(carts, access, at)).rejects.toThrow(CartNotFound);
    await expect(changeAsUser(carts, access, (before) => before.empty(at), at)).rejects.toThrow(CartNotFound);
    expect(await carts.find(id)).toEqual(cart);
    expect(await carts.find('gone')).toBeNull();
  });

  it('when it is theirs and not stored, is empty, and stored by the first thing put into it and by nothing else', async () => {
    const carts = new InMemoryCartRepository();
    const access = { id: 'new', user: guest };
    expect((await findAsUser(carts, access, at)).state).toMatchObject({ lines: [], revision: 1 });
    expect((await changeAsUser(carts, access, (before) => before.empty(at), at)).state.revision).toBe(1);
    await expect(changeAsUser(carts, access, (before) => before.remove('tea', at), at)).rejects.toThrow(
      CartLineNotFound,
    );
    expect(await carts.find('new')).toBeNull();
    const filled = await changeAsUser(carts, access, (before) => before.add(aSupply('tea'), 1, at), at);
    expect(filled.state).toMatchObject({ lines: [{ sku: 'tea' }], revision: 2 });
    expect(await carts.find('new')).toEqual(filled);
  });
});
