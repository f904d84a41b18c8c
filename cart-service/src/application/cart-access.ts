import { CartNotFound } from '../domain/cart/cart-error.ts';
import type { CartRepository } from '../domain/cart/cart-repository.ts';
import { Cart, type CartUser } from '../domain/cart/cart.ts';

export interface CartAccess {
  readonly id: string;
  readonly user: CartUser;
}

/** The cart, or an empty one when none is stored, for somebody who may use it; to everybody else it does not exist. */
export function asUser(cart: Cart | null, { id, user }: CartAccess, at: Date): Cart {
  const theirs = cart ?? Cart.openFor(user, id, at);
  if (theirs?.isUsableBy(user) !== true) throw new CartNotFound();
  return theirs;
}

export async function findAsUser(carts: CartRepository, access: CartAccess, at: Date): Promise<Cart> {
  return asUser(await carts.find(access.id), access, at);
}

/** Changes a cart for somebody who may use it, and stores it when it has not been. */
export async function changeAsUser(
  carts: CartRepository,
  access: CartAccess,
  change: (cart: Cart) => Cart,
  at: Date,
): Promise<Cart> {
  const { id, user } = access;
  const unstored = Cart.openFor(user, id, at) ?? undefined;
  return asUser(await carts.update(id, (before) => change(asUser(before, access, at)), unstored), access, at);
}
