import { randomUUID } from 'node:crypto';
import { fieldOf, textOf } from '../history/exchange.ts';
import { RecordingClient, type Answer, type Ask, type ClientIdentity } from './recording-client.ts';

/** sandbox/README.md says what happens to each. */
export const CARD = {
  paid: '4242424242424242',
  declined: '4000000000000002',
  slowRefund: '4000000000007726',
  disputed: '4000000000000259',
} as const;

const SHIPPING_METHOD = 'standard';
const ADDRESS = { name: 'Souk', line1: '1 Rue du Souk', postalCode: '75001', city: 'Paris', country: 'FR' };

type Headers = Readonly<Record<string, string>>;

export interface Wish {
  readonly sku: string;
  readonly quantity: number;
}

/** An order that a shopper has placed, and where to pay it. */
export interface Placed {
  readonly orderId: string;
  readonly orderToken: string | null;
  readonly checkoutUrl: string;
}

/** Somebody with a cart, logged in or as a guest, who takes each refusal as it comes. */
export class Shopper {
  readonly email: string;
  readonly client: RecordingClient;
  readonly cartId: string;
  readonly #token: string | null;
  readonly #cartToken: string | null;

  private constructor(client: RecordingClient, email: string, token: string | null, cart: unknown) {
    this.client = client;
    this.email = email;
    this.#token = token;
    this.cartId = textOf(cart, 'id') ?? '';
    this.#cartToken = textOf(cart, 'token');
  }

  /** Null when the shop cannot be reached for too long. */
  static async register(options: ClientIdentity): Promise<Shopper | null> {
    const client = new RecordingClient(options);
    const [email, password] = [`shopper-${randomUUID()}@souk.local`, randomUUID()];
    await client.insist('POST', '/v1/auth/register', { body: { email, password, name: 'Shopper' } });
    const { reply } = await client.insist('POST', '/v1/auth/login', { body: { email, password } });
    const token = textOf(reply, 'accessToken');
    const cart = token === null ? null : await client.insist('GET', '/v1/me/cart', { token });
    return cart?.status === 200 ? new Shopper(client, email, token, cart.reply) : null;
  }

  static async asGuest(options: ClientIdentity): Promise<Shopper | null> {
    const client = new RecordingClient(options);
    const { status, reply } = await client.insist('POST', '/v1/carts');
    return status === 201 ? new Shopper(client, `guest-${randomUUID()}@souk.local`, null, reply) : null;
  }

  put({ sku, quantity }: Wish): Promise<Answer> {
    return this.#inCart('POST', '/items', { sku, quantity });
  }

  change({ sku, quantity }: Wish): Promise<Answer> {
    return this.#inCart('PATCH', `/items/${sku}`, { quantity });
  }

  remove(sku: string): Promise<Answer> {
    return this.#inCart('DELETE', `/items/${sku}`);
  }

  empty(): Promise<Answer> {
    return this.#inCart('DELETE', '');
  }

  cart(): Promise<Answer> {
    return this.#inCart('GET', '');
  }

  /** Orders what is in the cart at the price that it shows; null when the shop refuses or stays silent for too long. */
  async checkOut(key: string = randomUUID()): Promise<Placed | null> {
    const ask = await this.#checkout(key);
    return ask === null ? null : placed(await this.client.insist('POST', '/v1/checkout', ask));
  }

  /** The same checkout at the same time, as by a nervous finger. */
  async checkOutTwice(): Promise<Placed | null> {
    const ask = await this.#checkout(randomUUID());
    if (ask === null) return null;
    const [first] = await Promise.all([1, 2].map(() => this.client.insist('POST', '/v1/checkout', ask)));
    return first === undefined ? null : placed(first);
  }

  pay({ checkoutUrl }: Placed, cardNumber: string = CARD.paid): Promise<Answer> {
    return this.client.pay(checkoutUrl, { email: this.email, cardNumber });
  }

  cancel(order: Placed): Promise<Answer> {
    const ask = this.#ofOrder(order, { key: randomUUID() });
    return this.client.insist('POST', `/v1/orders/${order.orderId}/cancel`, ask);
  }

  /** The order with another place to pay, where there is one. */
  async reopen(order: Placed): Promise<Placed> {
    const path = `/v1/orders/${order.orderId}/payment-sessions`;
    const { reply } = await this.client.insist('POST', path, this.#ofOrder(order));
    return { ...order, checkoutUrl: textOf(reply, 'checkoutUrl') ?? order.checkoutUrl };
  }

  order(order: Placed, wait = 0): Promise<Answer> {
    return this.client.ask('GET', `/v1/orders/${order.orderId}?wait=${wait}`, this.#ofOrder(order));
  }

  /** Looks for what is somebody else's, and tries to change it. */
  async pry({ orderId }: Pick<Placed, 'orderId'>, cartId: string): Promise<void> {
    await this.#asMe('GET', `/v1/orders/${orderId}`);
    await this.#asMe('GET', `/v1/carts/${cartId}`);
    await this.#asMe('POST', `/v1/orders/${orderId}/cancel`, { key: randomUUID() });
    if (this.#token !== null) await this.#asMe('GET', '/v1/orders');
  }

  /** A change is asked for under a key, so that it may be asked for again. */
  #inCart(method: string, path: string, body?: unknown): Promise<Answer> {
    const ask = { token: this.#token, headers: this.#cartHeaders, ...(body !== undefined && { body }) };
    const key = method === 'GET' ? {} : { key: randomUUID() };
    return this.client.insist(method, `/v1/carts/${this.cartId}${path}`, { ...ask, ...key });
  }

  #asMe(method: string, path: string, ask: Ask = {}): Promise<Answer> {
    return this.client.ask(method, path, { token: this.#token, headers: this.#cartHeaders, ...ask });
  }

  get #cartHeaders(): Headers {
    return this.#cartToken === null ? {} : { 'x-cart-token': this.#cartToken };
  }

  #ofOrder({ orderToken }: Placed, ask: Ask = {}): Ask {
    const headers: Headers = orderToken === null ? {} : { 'x-order-token': orderToken };
    return { token: this.#token, headers, ...ask };
  }

  async #checkout(key: string): Promise<Ask | null> {
    const { reply: cart } = await this.cart();
    const { reply: methods } = await this.client.insist('GET', '/v1/shipping-methods');
    const [items, shipping] = [amountIn(cart, 'subtotal'), amountIn(standardIn(methods), 'price')];
    if (items === null || items === 0 || shipping === null) return null;
    const headers = { ...this.#cartHeaders, prefer: 'wait=10' };
    const body = {
      cartId: this.cartId,
      email: this.email,
      shippingMethod: SHIPPING_METHOD,
      shippingAddress: ADDRESS,
      expectedTotal: { amount: items + shipping, currency: 'EUR' },
    };
    return { token: this.#token, key, headers, body };
  }
}

function placed({ reply }: Answer): Placed | null {
  const [orderId, checkoutUrl] = [textOf(reply, 'orderId'), textOf(reply, 'checkoutUrl')];
  if (orderId === null || checkoutUrl === null) return null;
  return { orderId, checkoutUrl, orderToken: textOf(reply, 'orderToken') };
}

function amountIn(value: unknown, name: string): number | null {
  const amount = fieldOf(fieldOf(value, name), 'amount');
  return typeof amount === 'number' ? amount : null;
}

function standardIn(reply: unknown): unknown {
  const methods = fieldOf(reply, 'data');
  return Array.isArray(methods) ? methods.find((one) => textOf(one, 'method') === SHIPPING_METHOD) : undefined;
}
