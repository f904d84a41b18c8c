import type { Clock } from '@souk/kernel/clock';
import type { ProductRepository } from '../../domain/product/product-repository.ts';
import type { Variant } from '../../domain/product/product-state.ts';
import { Product, type ProductDetails } from '../../domain/product/product.ts';
import type { Categories } from '../ports/categories.ts';
import { CategoryIsUnknown } from '../ports/category-error.ts';

export interface CreateProductInput extends ProductDetails {
  /** Derived from the request, so that a repeated one creates nothing twice. */
  readonly id: string;
  readonly variants: readonly Variant[];
  readonly publish: boolean;
}

/** Adds a product to the catalog, as a draft or published at once. */
export class CreateProduct {
  readonly #ports: { readonly products: ProductRepository; readonly categories: Categories; readonly clock: Clock };

  constructor(ports: { products: ProductRepository; categories: Categories; clock: Clock }) {
    this.#ports = ports;
  }

  async execute({ publish, ...draft }: CreateProductInput): Promise<void> {
    const { products, categories, clock } = this.#ports;
    if (!(await categories.has(draft.category))) throw new CategoryIsUnknown(draft.category);
    const at = clock.now();
    const product = Product.draft({ ...draft, at });
    if (publish) product.publish(at);
    await products.add(product);
  }
}
