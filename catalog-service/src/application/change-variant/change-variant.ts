import type { Clock } from '@souk/kernel/clock';
import type { MoneyShape } from '@souk/kernel/money';
import type { ProductRepository } from '../../domain/product/product-repository.ts';

/** Renames a variant or changes its price. Orders keep the price at which their stock was reserved. */
export class ChangeVariant {
  readonly #products: ProductRepository;
  readonly #clock: Clock;

  constructor({ products, clock }: { products: ProductRepository; clock: Clock }) {
    this.#products = products;
    this.#clock = clock;
  }

  async execute(
    productId: string,
    sku: string,
    given: { readonly name?: string | undefined; readonly price?: MoneyShape | undefined },
    expectedRevision: number | null,
  ): Promise<void> {
    await this.#products.update(productId, (product) => {
      product.expectRevision(expectedRevision);
      product.changeVariant(sku, given, this.#clock.now());
    });
  }
}
