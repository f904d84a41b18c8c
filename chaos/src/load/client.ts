import { setTimeout as delay } from 'node:timers/promises';
import type { Bank } from './bank.ts';
import type { Crowd } from './crowd.ts';
import type { Recorder } from './recording-client.ts';
import { SeededRandom } from './seeded-random.ts';
import { CARD, Shopper, type Placed } from './shopper.ts';
import { drawVisit, type Visit } from './visit-plan.ts';

export interface ClientOptions {
  readonly url: string;
  readonly seed: string;
  readonly number: number;
  readonly skus: readonly string[];
  readonly crowd: Crowd;
  readonly bank: Bank;
  readonly record: Recorder;
  /** Milliseconds since the epoch: nobody comes any more then, and patience ends. Asked before each visit: it may be put off. */
  readonly until: number;
}

/** One visit to the shop after the other: of a customer with an account, and of guests. */
export class Client {
  readonly #options: ClientOptions;
  readonly #random: SeededRandom;
  #customer: Shopper | null = null;
  /** Orders that were left unpaid, with who placed them. */
  readonly #left: { readonly shopper: Shopper; readonly order: Placed }[] = [];
  #visits = 0;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#random = new SeededRandom(options.seed, 'client', options.number);
  }

  /** Resolves when the last visit has ended; gives how many there were. */
  async shop(): Promise<number> {
    while (Date.now() < this.#options.until) {
      this.#visits++;
      const visit = drawVisit(this.#random, this.#options.skus);
      const shopper = await this.#comeIn(visit);
      if (shopper !== null) await this.#make(visit, shopper);
    }
    return this.#visits;
  }

  async #comeIn({ isGuest }: Visit): Promise<Shopper | null> {
    const { number, url, record, until } = this.#options;
    if (isGuest) return Shopper.asGuest({ url, record, until, who: `guest ${number}.${this.#visits}` });
    this.#customer ??= await Shopper.register({ url, record, until, who: `shopper ${number}.${this.#visits}` });
    return this.#customer;
  }

  async #make(visit: Visit, shopper: Shopper): Promise<void> {
    const { way, wishes, pauses } = visit;
    if (way === 'return to an old order' && this.#left.length > 0) return this.#returnToOldOrder();
    for (const wish of wishes) await shopper.put(wish);
    if (way === 'play with the cart') return playWithCart(shopper, wishes);
    if (way === 'pry') return this.#pry(shopper);
    await delay(pauses[0]);
    const order = way === 'check out twice' ? await shopper.checkOutTwice() : await shopper.checkOut();
    if (order === null) return;
    this.#options.crowd.add({ orderId: order.orderId, cartId: shopper.cartId });
    await delay(pauses[1]);
    await this.#decide(visit, shopper, order);
  }

  async #decide(visit: Visit, shopper: Shopper, order: Placed): Promise<void> {
    const card = CARD[visit.card];
    switch (visit.way) {
      case 'abandon':
      case 'return to an old order':
        this.#left.push({ shopper, order });
        break;
      case 'let the session expire':
        await this.#options.bank.expire(order.checkoutUrl);
        break;
      case 'cancel':
        await shopper.cancel(order);
        break;
      case 'cancel while paying': {
        const [first, second] = visit.cancelsFirst ? [0, visit.pauses[2] / 4] : [visit.pauses[2] / 4, 0];
        await Promise.all([
          delay(first).then(() => shopper.cancel(order)),
          delay(second).then(() => shopper.pay(order, card)),
        ]);
        break;
      }
      case 'cancel when paid':
        await shopper.pay(order, card);
        await delay(visit.pauses[2]);
        await shopper.cancel(order);
        break;
      case 'pay after a decline':
        await shopper.pay(order, CARD.declined);
        await shopper.pay(order, card);
        break;
      default:
        await shopper.pay(order, card);
    }
    await shopper.order(order, 2);
  }

  async #returnToOldOrder(): Promise<void> {
    const left = this.#left.shift();
    if (left === undefined) return;
    const { shopper, order } = left;
    const reopened = await shopper.reopen(order);
    // Somebody may still have the old page open.
    await shopper.pay(order);
    if (reopened.checkoutUrl !== order.checkoutUrl) await shopper.pay(reopened);
    await shopper.order(order, 2);
  }

  async #pry(shopper: Shopper): Promise<void> {
    const other = this.#options.crowd.other(shopper.cartId);
    if (other !== null) await shopper.pry(other, other.cartId);
  }
}

async function playWithCart(shopper: Shopper, [first, ...others]: Visit['wishes']): Promise<void> {
  if (first === undefined) return;
  await shopper.change({ ...first, quantity: first.quantity + 1 });
  await shopper.cart();
  for (const { sku } of others) await shopper.remove(sku);
  await shopper.cart();
  if (others.length === 0) await shopper.empty();
}
