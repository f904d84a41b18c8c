import type { RequestedLine } from '../../domain/order/order-line.ts';

/** How the shopper proves to the cart service that the cart is theirs. */
export interface CartCredentials {
  readonly authorization: string | null;
  readonly cartToken: string | null;
  /** Whether the token is this cart's. */
  readonly isCartProven: boolean;
}

/** What a cart holds right now. */
export interface OrderedCart {
  readonly lines: readonly RequestedLine[];
  /** Grows with each change of the cart. */
  readonly revision: number;
}

export interface Carts {
  /**
   * @throws CartNotFound when it does not exist or is somebody else's
   * @throws CartServiceIsUnavailable
   */
  read(cartId: string, credentials: CartCredentials): Promise<OrderedCart>;
}
