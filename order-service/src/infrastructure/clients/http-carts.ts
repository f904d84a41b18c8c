import type { HttpClient } from '@souk/chassis/http/client';
import { z } from 'zod';
import { CartNotFound, CartServiceIsUnavailable } from '../../application/ports/cart-error.ts';
import type { CartCredentials, Carts, OrderedCart } from '../../application/ports/carts.ts';

const CartReply = z.object({
  lines: z.array(z.object({ sku: z.string(), quantity: z.int().positive() })),
  revision: z.int(),
});

/** Reads carts from cart-service. */
export class HttpCarts implements Carts {
  readonly #client: Pick<HttpClient, 'get'>;

  constructor(client: Pick<HttpClient, 'get'>) {
    this.#client = client;
  }

  async read(cartId: string, { authorization, cartToken }: CartCredentials): Promise<OrderedCart> {
    const headers = {
      ...(authorization === null ? {} : { authorization }),
      ...(cartToken === null ? {} : { 'x-cart-token': cartToken }),
    };
    const path = `/internal/carts/${encodeURIComponent(cartId)}`;
    const { status, body } = await this.#client.get(path, headers).catch((error: unknown) => {
      throw new CartServiceIsUnavailable({ cause: error });
    });
    // 400: an id that no cart can have.
    if (status === 404 || status === 400) throw new CartNotFound();
    if (status !== 200) throw new CartServiceIsUnavailable({ cause: new Error(`cart-service answered ${status}`) });
    return CartReply.parse(body);
  }
}
