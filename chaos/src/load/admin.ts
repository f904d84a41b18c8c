import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { DEMO_ADMIN } from '@souk/local/platform-plan';
import { fieldOf, textOf } from '../history/exchange.ts';
import type { Bank } from './bank.ts';
import { RecordingClient, type Answer, type Ask, type Recorder } from './recording-client.ts';
import { SeededRandom } from './seeded-random.ts';
import { PRICES, type ShelfItem } from './shelf.ts';

const DEEDS = [
  ['bring stock', 30],
  ['take stock away', 12],
  ['count stock', 10],
  ['change a price', 8],
  ['grant a refund', 22],
  ['add a picture', 8],
  ['decide a dispute', 10],
] as const;

const PAUSE_MS = [300, 1_500] as const;
/** The smallest PNG there is: one pixel. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export interface AdminOptions {
  readonly url: string;
  readonly seed: string;
  readonly shelf: readonly ShelfItem[];
  readonly bank: Bank;
  readonly record: Recorder;
  readonly until: number;
}

/** Somebody who keeps changing stock and prices, grants refunds and adds pictures while others buy. */
export class Admin {
  readonly #options: AdminOptions;
  readonly #client: RecordingClient;
  readonly #random: SeededRandom;
  #token: string | null = null;

  constructor(options: AdminOptions) {
    this.#options = options;
    this.#client = new RecordingClient({ ...options, who: 'admin' });
    this.#random = new SeededRandom(options.seed, 'admin');
  }

  async work(): Promise<void> {
    while (Date.now() < this.#options.until) {
      const [deed, item] = [this.#random.weighted(DEEDS), this.#random.pick(this.#options.shelf)];
      const [pieces, price, pause] = [
        this.#random.between(1, 20),
        this.#random.pick(PRICES),
        this.#random.between(...PAUSE_MS),
      ];
      await delay(pause);
      await this.#do(deed, item, pieces, price);
    }
  }

  async #do(deed: (typeof DEEDS)[number][0], item: ShelfItem, pieces: number, price: number): Promise<void> {
    switch (deed) {
      case 'bring stock':
        return this.#adjust(item.sku, 'in', pieces);
      case 'take stock away':
        return this.#adjust(item.sku, 'out', Math.ceil(pieces / 4));
      case 'count stock':
        return this.#adjust(item.sku, 'set', pieces * 5);
      case 'change a price':
        await this.#ask('PATCH', `/v1/admin/products/${item.productId}/variants/${item.sku}`, {
          body: { price: { amount: price, currency: 'EUR' } },
        });
        return;
      case 'grant a refund':
        return this.#grant(pieces);
      case 'decide a dispute':
        return this.#options.bank.decide(pieces % 2 === 0 ? 'won' : 'lost');
      case 'add a picture': {
        const form = new FormData();
        form.append('images', new Blob([Buffer.from(PIXEL, 'base64')], { type: 'image/png' }), 'pixel.png');
        await this.#ask('POST', `/v1/admin/products/${item.productId}/images`, { body: form });
      }
    }
  }

  async #adjust(sku: string, kind: string, quantity: number): Promise<void> {
    // The reason tells in the movements which request made which.
    const body = { kind, quantity, reason: `chaos ${randomUUID()}` };
    await this.#ask('POST', `/v1/admin/inventory/${sku}/adjustments`, { key: randomUUID(), body });
  }

  async #grant(place: number): Promise<void> {
    const { reply } = await this.#ask('GET', '/v1/admin/orders?status=confirmed&limit=20');
    const orders = fieldOf(reply, 'data');
    const order: unknown = Array.isArray(orders) ? orders[place % Math.max(1, orders.length)] : undefined;
    const orderId = textOf(order, 'id');
    if (orderId === null) return;
    const body = { amount: { amount: 100, currency: 'EUR' }, note: `chaos ${randomUUID()}` };
    await this.#ask('POST', `/v1/admin/orders/${orderId}/refunds`, { key: randomUUID(), body });
  }

  async #ask(method: string, path: string, ask: Ask = {}): Promise<Answer> {
    this.#token ??= await this.#logIn();
    const answer = await this.#client.insist(method, path, { ...ask, token: this.#token });
    if (answer.status === 401) this.#token = null;
    return answer;
  }

  async #logIn(): Promise<string | null> {
    const { email, password } = DEMO_ADMIN;
    return textOf(
      (await this.#client.insist('POST', '/v1/auth/login', { body: { email, password } })).reply,
      'accessToken',
    );
  }
}
