import type { Clock } from '@souk/kernel/clock';
import type { ProductRepository } from '../../domain/product/product-repository.ts';

/** Takes a variant out of a product. Its stock stays on the books, for the pieces are still there. */
export class RemoveVariant {
  readonly #products: ProductRepository;
  readonly #clock: Clock;

  constructor({ products, clock }: { products: ProductRepository; clock: Clock }) {
    this.#products = products;
    this.#clock = clock;
  }

  async execute(productId: string, sku: string, expectedRevision: number | null): Promise<void> {
    await this.#products.update(productId, (product) => {
      product.expectRevision(expectedRevision);
      product.removeVariant(sku, this.#clock.now());
    });
  }
}
