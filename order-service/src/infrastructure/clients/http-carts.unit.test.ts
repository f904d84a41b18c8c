import { describe, expect, it } from 'vitest';
import { CartNotFound, CartServiceIsUnavailable } from '../../application/ports/cart-error.ts';
import { HttpCarts } from './http-carts.ts';

const credentials = { authorization: 'Bearer of-amira', cartToken: 'token', isCartProven: true };

/** cart-service, when this is its answer. */
function answering(answer: Error | { readonly status: number; readonly body: unknown }) {
  const asked: unknown[] = [];
  const get = async (...question: unknown[]) => {
    asked.push(question);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, read: (cartId = 'cart/1') => new HttpCarts({ get }).read(cartId, credentials) };
}

describe('reading a cart', () => {
  it('asks with what the shopper has shown, and takes what is in it', async () => {
    const lines = [{ sku: 'TEA', quantity: 2 }];
    const carts = answering({ status: 200, body: { lines, revision: 7, more: true } });
    expect(await carts.read()).toEqual({ lines, revision: 7 });
    expect(carts.asked).toEqual([
      ['/internal/carts/cart%2F1', { authorization: 'Bearer of-amira', 'x-cart-token': 'token' }],
    ]);
  });

  it.each([400, 404])('when it answers %i, there is no such cart', async (status) => {
    await expect(answering({ status, body: null }).read()).rejects.toThrow(CartNotFound);
  });

  it.each([
    ['does not answer', new Error('nobody there')],
    ['answers something else', { status: 401, body: null }],
  ])('when it %s, says that it cannot be read now', async (_what, answer) => {
    await expect(answering(answer).read()).rejects.toThrow(CartServiceIsUnavailable);
  });
});
