import type { ProductRepository } from '../../domain/product/product-repository.ts';
import type { Categories } from '../ports/categories.ts';
import { CategoryIsInUse } from '../ports/category-error.ts';

/**
 * Removes a category that no product uses. A product that is created at this very moment may keep the name of a category
 * that is gone; it is sold all the same, and an admin gives it another one.
 */
export class RemoveCategory {
  readonly #categories: Categories;
  readonly #products: ProductRepository;

  constructor({ categories, products }: { categories: Categories; products: ProductRepository }) {
    this.#categories = categories;
    this.#products = products;
  }

  async execute(slug: string): Promise<void> {
    if (await this.#products.isCategoryInUse(slug)) throw new CategoryIsInUse();
    await this.#categories.remove(slug);
  }
}
