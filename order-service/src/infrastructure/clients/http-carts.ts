import {
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleAll,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import { z } from 'zod';
import { CartNotFound, CartServiceIsUnavailable } from '../../application/ports/cart-error.ts';
import type { CartCredentials, Carts } from '../../application/ports/carts.ts';
import type { RequestedLine } from '../../domain/order/order-line.ts';

const DEADLINE_MS = 2_000;

const CartReply = z.object({ lines: z.array(z.object({ sku: z.string(), quantity: z.int().positive() })) });

/** Reads carts from cart-service: with a deadline, tried again twice, and not at all for a while after five failures in a row. */
export class HttpCarts implements Carts {
  readonly #base: string;
  readonly #policy = wrap(
    circuitBreaker(handleAll, { halfOpenAfter: 2_000, breaker: new ConsecutiveBreaker(5) }),
    retry(handleAll, {
      maxAttempts: 2,
      backoff: new ExponentialBackoff({ initialDelay: 50 }),
    }),
    timeout(DEADLINE_MS, TimeoutStrategy.Aggressive),
  );

  constructor(base: string) {
    this.#base = base;
  }

  async linesOf(cartId: string, credentials: CartCredentials): Promise<readonly RequestedLine[]> {
    const lines = await this.#policy
      .execute(({ signal }) => this.#read(cartId, credentials, signal))
      .catch((error: unknown) => {
        throw new CartServiceIsUnavailable({ cause: error });
      });
    if (lines === null) throw new CartNotFound();
    return lines;
  }

  /** Null when there is no such cart among the shopper's: an answer like any other, and no failure of the service. */
  async #read(
    cartId: string,
    { authorization, cartToken }: CartCredentials,
    signal: AbortSignal,
  ): Promise<readonly RequestedLine[] | null> {
    const response = await fetch(`${this.#base}/internal/carts/${encodeURIComponent(cartId)}`, {
      signal,
      headers: {
        ...(authorization === null ? {} : { authorization }),
        ...(cartToken === null ? {} : { 'x-cart-token': cartToken }),
      },
    });
    // 400: an id that no cart can have.
    if (response.status === 404 || response.status === 400) return null;
    if (!response.ok) throw new Error(`cart-service answered ${response.status}`);
    return CartReply.parse(await response.json()).lines;
  }
}
