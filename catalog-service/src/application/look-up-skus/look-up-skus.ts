import type { Availability } from '../ports/availability.ts';
import type { Offer, Offers } from '../ports/offers.ts';

export type SkuView = Offer & { readonly available: number };

/** Says what SKUs are, cost and how many there are, for carts. SKUs that no product has are left out. */
export class LookUpSkus {
  readonly #offers: Offers;
  readonly #availability: Availability;

  constructor({ offers, availability }: { offers: Offers; availability: Availability }) {
    this.#offers = offers;
    this.#availability = availability;
  }

  async execute(skus: readonly string[]): Promise<readonly SkuView[]> {
    const [offers, available] = await Promise.all([this.#offers.of(skus), this.#availability.of(skus)]);
    return [...offers.values()].map((offer) => ({ ...offer, available: available.get(offer.sku) ?? 0 }));
  }
}
