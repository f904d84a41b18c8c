import { CartNotFound } from '../domain/cart/cart-error.ts';
import type { CartRepository } from '../domain/cart/cart-repository.ts';
import type { Cart, CartUser } from '../domain/cart/cart.ts';

/** The cart, for somebody who may use it; to everybody else it does not exist. */
export async function findAsUser(carts: CartRepository, id: string, user: CartUser): Promise<Cart> {
  const cart = await carts.find(id);
  if (cart?.isUsableBy(user) !== true) throw new CartNotFound();
  return cart;
}

/** Changes a cart for somebody who may use it and has seen this revision. */
export async function changeAsUser(
  carts: CartRepository,
  { id, user, seen }: { readonly id: string; readonly user: CartUser; readonly seen: number | null },
  change: (cart: Cart) => Cart,
): Promise<Cart> {
  const cart = await carts.update(id, (before) => {
    if (!before.isUsableBy(user)) throw new CartNotFound();
    before.assertRevision(seen);
    return change(before);
  });
  if (cart === null) throw new CartNotFound();
  return cart;
}
