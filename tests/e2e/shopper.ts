import { randomUUID } from 'node:crypto';
import { payOnHostedPage } from '@souk/local/pay-on-hosted-page';
import { ShopClient } from '@souk/local/shop-client';
import type { ShopFloor } from './shop-floor.ts';

export interface Money {
  readonly amount: number;
  readonly currency: string;
}

export interface Order {
  readonly id: string;
  readonly status: string;
  readonly paymentStatus: string;
  readonly cancelledBecause: string | null;
  readonly total: Money | null;
  readonly refunded: Money | null;
  readonly updatedAt: string;
}

export interface CheckoutReply {
  readonly orderId: string;
  readonly checkoutUrl: string;
  readonly orderToken: string | null;
}

interface Cart {
  readonly id: string;
  readonly token?: string | null;
  readonly subtotal: Money;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

export const CARD = {
  paid: '4242424242424242',
  declined: '4000000000000002',
  refundPends: '4000000000007726',
  refundFails: '4000000000005126',
  disputed: '4000000000000259',
} as const;
export const IBAN = { succeeds: 'AT611904300234573201', fails: 'IT60X0542811101000000123456' } as const;

/** Somebody who buys through the public API and pays on the hosted page, logged in or as a guest. */
export class Shopper {
  readonly email: string;
  readonly shop: ShopClient;
  readonly token: string | null;
  readonly cartId: string;
  readonly #cartToken: string | null;

  private constructor(shop: ShopClient, email: string, token: string | null, cart: Cart) {
    this.shop = shop;
    this.email = email;
    this.token = token;
    this.cartId = cart.id;
    this.#cartToken = cart.token ?? null;
  }

  /** A new customer with an empty cart. */
  static async register(url: string): Promise<Shopper> {
    const shop = new ShopClient(url);
    const email = `shopper-${randomUUID()}@souk.local`;
    const password = randomUUID();
    await shop.post('/v1/auth/register', { body: { email, password, name: 'E2E Shopper' } });
    const token = await shop.logIn(email, password);
    return new Shopper(shop, email, token, await shop.get<Cart>('/v1/me/cart', { token }));
  }

  static async asGuest(url: string): Promise<Shopper> {
    const shop = new ShopClient(url);
    return new Shopper(shop, `guest-${randomUUID()}@souk.local`, null, await shop.post<Cart>('/v1/carts'));
  }

  get credentials(): { readonly token?: string; readonly headers: Readonly<Record<string, string>> } {
    return {
      ...(this.token === null ? {} : { token: this.token }),
      headers: this.#cartToken === null ? {} : { 'x-cart-token': this.#cartToken },
    };
  }

  get cartToken(): string {
    if (this.#cartToken === null) throw new Error('Only a guest has a cart token.');
    return this.#cartToken;
  }

  addToCart(sku: string, quantity = 1): Promise<Cart> {
    return this.shop.post<Cart>(`/v1/carts/${this.cartId}/items`, { ...this.credentials, body: { sku, quantity } });
  }

  cart(): Promise<Cart> {
    return this.shop.get<Cart>(`/v1/carts/${this.cartId}`, this.credentials);
  }

  /** Places the order for what is in the cart now, expecting the total that the cart shows. */
  async checkOut({
    key = randomUUID(),
    subtotal,
  }: { readonly key?: string; readonly subtotal?: Money } = {}): Promise<CheckoutReply> {
    const { amount, currency } = subtotal ?? (await this.cart()).subtotal;
    const { data: methods } = await this.shop.get<{ data: { method: string; price: Money }[] }>('/v1/shipping-methods');
    const { token, headers } = this.credentials;
    return this.shop.post<CheckoutReply>('/v1/checkout', {
      ...(token === undefined ? {} : { token }),
      headers: { ...headers, 'idempotency-key': key, prefer: 'wait=30' },
      body: {
        cartId: this.cartId,
        email: this.email,
        shippingMethod: methods[0]?.method,
        shippingAddress: { name: 'E2E', line1: '1 Rue du Souk', postalCode: '75001', city: 'Paris', country: 'FR' },
        expectedTotal: { amount: amount + (methods[0]?.price.amount ?? 0), currency },
      },
    });
  }

  pay(checkoutUrl: string, cardNumber: string = CARD.paid): Promise<string> {
    return payOnHostedPage(checkoutUrl, { email: this.email, cardNumber });
  }

  /** Has the bank debited: the money comes, or does not, days later. */
  async payByDebit(checkoutUrl: string, iban: string, floor: Pick<ShopFloor, 'atProvider'>): Promise<void> {
    await floor.atProvider(`sessions/${new URL(checkoutUrl).pathname.split('/').at(-1) ?? ''}/pay`, { iban });
  }

  order({ orderId, orderToken }: Pick<CheckoutReply, 'orderId' | 'orderToken'>): Promise<Order> {
    const query = orderToken === null ? '' : `?token=${orderToken}`;
    return this.shop.get<Order>(`/v1/orders/${orderId}${query}`, this.credentials);
  }

  cancel(orderId: string): Promise<Order> {
    const { token } = this.credentials;
    return this.shop.post<Order>(`/v1/orders/${orderId}/cancel`, {
      ...(token === undefined ? {} : { token }),
      headers: { 'idempotency-key': randomUUID() },
    });
  }
}
