import type { ProductRepository } from '../../domain/product/product-repository.ts';
import type { Categories } from '../ports/categories.ts';
import { CategoryIsInUse } from '../ports/category-error.ts';

/** Removes a category that no product uses. */
export class RemoveCategory {
  readonly #categories: Categories;
  readonly #products: ProductRepository;

  constructor({ categories, products }: { categories: Categories; products: ProductRepository }) {
    this.#categories = categories;
    this.#products = products;
  }

  async execute(slug: string): Promise<void> {
    const closing = await this.#categories.close(slug);
    // From here on no product can come into it.
    if (await this.#products.isCategoryInUse(slug)) {
      await this.#categories.reopen(slug, closing);
      throw new CategoryIsInUse();
    }
    await this.#categories.remove(slug, closing);
  }
}
