import { randomUUID } from 'node:crypto';
import { payOnHostedPage } from '@souk/local/pay-on-hosted-page';
import { expect } from 'vitest';
import { CARD, type CheckoutReply, type Money, type Order } from '../e2e/shopper.ts';
import type { Market } from './market.ts';

interface Cart {
  readonly id: string;
  readonly token?: string | null;
  readonly subtotal: Money;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

interface Credentials {
  readonly token?: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Somebody who buys, does not give up, and may ask for anything twice. */
export class Customer {
  readonly email: string;
  readonly market: Market;
  readonly cartId: string;
  readonly credentials: Credentials;

  private constructor(market: Market, email: string, credentials: Credentials, cartId: string) {
    this.market = market;
    this.email = email;
    this.credentials = credentials;
    this.cartId = cartId;
  }

  static async register(market: Market): Promise<Customer> {
    const email = `customer-${randomUUID()}@souk.local`;
    const password = randomUUID();
    await market.client.post('/v1/auth/register', { body: { email, password, name: 'A Customer' } });
    const credentials = { token: await market.client.logIn(email, password), headers: {} };
    const { id } = await market.client.get<Cart>('/v1/me/cart', credentials);
    return new Customer(market, email, credentials, id);
  }

  static async asGuest(market: Market, domain = 'souk.local', sort = 'guest-'): Promise<Customer> {
    const { id, token } = await market.client.post<Cart>('/v1/carts');
    const credentials = { headers: { 'x-cart-token': token ?? '' } };
    return new Customer(market, `${sort}${randomUUID()}@${domain}`, credentials, id);
  }

  /** Puts one piece into the cart, and checks that it is one. */
  async add(sku: string): Promise<void> {
    const path = `/v1/carts/${this.cartId}/items`;
    const { lines } = await this.post<Cart>(path, { sku, quantity: 1 });
    expect(lines).toMatchObject([{ sku, quantity: 1 }]);
  }

  cart(): Promise<Cart> {
    return this.market.client.get<Cart>(`/v1/carts/${this.cartId}`, this.credentials);
  }

  /** Places the order for what is in the cart, and waits for the address to pay at. */
  async checkOut({ expected, to = '1 Rue du Souk' }: { expected?: Money; to?: string } = {}): Promise<CheckoutReply> {
    const subtotal = expected ?? (await this.cart()).subtotal;
    const { data } = await this.market.client.get<{ data: { method: string; price: Money }[] }>('/v1/shipping-methods');
    const { method = '', price = subtotal } = data[0] ?? {};
    const headers = { 'idempotency-key': randomUUID(), prefer: 'wait=30' };
    return this.post<CheckoutReply>(
      '/v1/checkout',
      {
        cartId: this.cartId,
        email: this.email,
        shippingMethod: method,
        shippingAddress: { name: 'E2E', line1: to, postalCode: '75001', city: 'Paris', country: 'FR' },
        expectedTotal: { amount: subtotal.amount + price.amount, currency: subtotal.currency },
      },
      headers,
    );
  }

  /** What the reply did not say yet, because something failed meanwhile, the order says later. */
  async checkoutUrlOf(checkout: CheckoutReply): Promise<string> {
    return this.market.settled(async () => {
      const { checkoutUrl } = await this.order<{ checkoutUrl: string | null }>(checkout);
      if (checkoutUrl === null) throw new Error(`There is no address to pay order ${checkout.orderId} at yet.`);
      return checkoutUrl;
    });
  }

  pay(checkoutUrl: string, cardNumber: string = CARD.paid): Promise<string> {
    return payOnHostedPage(checkoutUrl, { email: this.email, cardNumber });
  }

  order<View = Order>({ orderId, orderToken }: Pick<CheckoutReply, 'orderId' | 'orderToken'>): Promise<View> {
    const query = orderToken === null ? '' : `?token=${orderToken}`;
    return this.market.client.get<View>(`/v1/orders/${orderId}${query}`, this.credentials);
  }

  async cancel(orderId: string): Promise<void> {
    await this.post(`/v1/orders/${orderId}/cancel`, undefined, { 'idempotency-key': randomUUID() });
  }

  /** Asks for the address to pay at once more. */
  async payAgain(orderId: string): Promise<string> {
    return (await this.post<{ checkoutUrl: string }>(`/v1/orders/${orderId}/payment-sessions`)).checkoutUrl;
  }

  post<Reply>(path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return this.market.client.post<Reply>(path, {
      ...this.credentials,
      headers: { ...this.credentials.headers, ...headers },
      ...(body === undefined ? {} : { body }),
    });
  }
}
