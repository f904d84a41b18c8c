import { randomUUID } from 'node:crypto';
import type { FastClient } from './fast-client.ts';

interface Money {
  readonly amount: number;
  readonly currency: string;
}

interface Opened {
  readonly cartId: string;
  readonly cartToken: string;
}

/** A cart with something in it. */
export interface Filled extends Opened {
  readonly subtotal: Money;
}

export interface Placed {
  readonly orderId: string;
  readonly orderToken: string;
  readonly sessionId: string;
  /** Of the order as it was then. */
  readonly etag: string;
}

interface CheckoutReply {
  readonly orderId: string;
  readonly orderToken: string;
  readonly checkoutUrl: string | null;
  readonly code?: string;
}

/** A guest who buys, as fast as the API lets them. */
export class Buyer {
  readonly #shop: FastClient;
  readonly #sandbox: FastClient;

  constructor({ shop, sandbox }: { shop: FastClient; sandbox: FastClient }) {
    this.#shop = shop;
    this.#sandbox = sandbox;
  }

  async openCart(): Promise<Opened> {
    const { id, token } = await this.#shop.send<{ id: string; token: string }>('/v1/carts', { method: 'POST' });
    return { cartId: id, cartToken: token };
  }

  async fillCart(sku: string): Promise<Filled> {
    const opened = await this.openCart();
    const { subtotal } = await this.#shop.send<{ subtotal: Money }>(`/v1/carts/${opened.cartId}/items`, {
      method: 'POST',
      headers: { 'x-cart-token': opened.cartToken, 'idempotency-key': randomUUID() },
      body: { sku, quantity: 1 },
    });
    return { ...opened, subtotal };
  }

  /** Null when the last piece is gone. */
  async checkOut({ cartId, cartToken, subtotal }: Filled, shipping: Money): Promise<Placed | null> {
    const { reply, etag = '' } = await this.#shop.exchange('/v1/checkout', {
      method: 'POST',
      accept: [201, 409],
      headers: { 'x-cart-token': cartToken, 'idempotency-key': randomUUID(), prefer: 'wait=30' },
      body: {
        cartId,
        email: `buyer-${cartId}@souk.local`,
        shippingMethod: 'standard',
        shippingAddress: { name: 'Bench', line1: '1 Rue du Souk', postalCode: '75001', city: 'Paris', country: 'FR' },
        expectedTotal: { amount: subtotal.amount + shipping.amount, currency: subtotal.currency },
      },
    });
    // As the API document promises.
    const { code, checkoutUrl, orderId, orderToken } = reply as CheckoutReply;
    if (code === 'order.out-of-stock') return null;
    const sessionId = new URL(checkoutUrl ?? '').pathname.split('/').at(-1) ?? '';
    return { orderId, orderToken, sessionId, etag };
  }

  async pay({ sessionId }: Placed): Promise<void> {
    await this.#sandbox.send(`/_sandbox/stripe/sessions/${sessionId}/pay`, {
      method: 'POST',
      body: { cardNumber: '4242424242424242' },
    });
  }

  async untilConfirmed({ orderId, orderToken, etag }: Placed): Promise<void> {
    let seen = etag;
    for (;;) {
      const order = await this.#shop.send<{ status: string; revision: number } | null>(
        `/v1/orders/${orderId}?token=${orderToken}&wait=10`,
        { headers: { 'if-none-match': seen }, accept: [200, 304] },
      );
      if (order?.status === 'confirmed') return;
      if (order?.status === 'cancelled') throw new Error(`Order ${orderId} was cancelled.`);
      if (order !== null) seen = `"${order.revision}"`;
    }
  }

  async buy(sku: string, shipping: Money): Promise<void> {
    const placed = await this.checkOut(await this.fillCart(sku), shipping);
    if (placed === null) throw new Error(`${sku} is out of stock.`);
    await this.pay(placed);
    await this.untilConfirmed(placed);
  }
}
