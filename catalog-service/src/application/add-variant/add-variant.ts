import type { Clock } from '@souk/kernel/clock';
import type { ProductRepository } from '../../domain/product/product-repository.ts';
import type { Variant } from '../../domain/product/product-state.ts';

/** Adds a variant to a product; its stock starts with nothing. */
export class AddVariant {
  readonly #products: ProductRepository;
  readonly #clock: Clock;

  constructor({ products, clock }: { products: ProductRepository; clock: Clock }) {
    this.#products = products;
    this.#clock = clock;
  }

  async execute(productId: string, variant: Variant): Promise<void> {
    await this.#products.update(productId, (product) => {
      product.addVariant(variant, this.#clock.now());
    });
  }
}
