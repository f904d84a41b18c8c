import type { Offer, Offers } from '../src/application/ports/offers.ts';
import { pricedLine } from './a-reservation.ts';

/** Sells every one of these SKUs for the price of `pricedLine`. */
export class InMemoryOffers implements Offers {
  readonly #offers = new Map<string, Offer>();

  constructor(...skus: readonly string[]) {
    for (const sku of skus) this.set(sku, { isForSale: true });
  }

  set(sku: string, { isForSale }: Pick<Offer, 'isForSale'>): void {
    const { productId, unitPrice } = pricedLine;
    const product = { productId, slug: 'green-tea', name: 'Green tea', image: null };
    this.#offers.set(sku, { ...product, sku, variant: '100 g', unitPrice, isForSale });
  }

  async of(skus: readonly string[]): Promise<ReadonlyMap<string, Offer>> {
    return new Map([...this.#offers].filter(([sku]) => skus.includes(sku)));
  }
}
