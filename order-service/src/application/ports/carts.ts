import type { RequestedLine } from '../../domain/order/order-line.ts';

/** How the shopper proves to the cart service that the cart is theirs. */
export interface CartCredentials {
  readonly authorization: string | null;
  readonly cartToken: string | null;
}

export interface Carts {
  /**
   * What a cart holds right now.
   * @throws CartNotFound when it does not exist or is somebody else's
   * @throws CartServiceIsUnavailable
   */
  linesOf(cartId: string, credentials: CartCredentials): Promise<readonly RequestedLine[]>;
}
