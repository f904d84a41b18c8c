import type { Clock } from '@souk/kernel/clock';
import type { ProductRepository } from '../../domain/product/product-repository.ts';

export interface ArrangedImage {
  readonly publicId: string;
  /** When not given, the text stays as it is. */
  readonly alt?: string | undefined;
}

/** Puts a product's images into the given order and sets their alternative texts. */
export class ArrangeImages {
  readonly #products: ProductRepository;
  readonly #clock: Clock;

  constructor({ products, clock }: { products: ProductRepository; clock: Clock }) {
    this.#products = products;
    this.#clock = clock;
  }

  async execute(
    productId: string,
    arrangement: readonly ArrangedImage[],
    expectedRevision: number | null,
  ): Promise<void> {
    await this.#products.update(productId, (product) => {
      product.expectRevision(expectedRevision);
      product.arrangeImages(arrangement, this.#clock.now());
    });
  }
}
