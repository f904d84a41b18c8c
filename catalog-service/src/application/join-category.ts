import type { Categories } from './ports/categories.ts';

/** Puts products into categories such that none of these vanishes meanwhile. */
export class JoinCategory {
  readonly #categories: Categories;

  constructor(categories: Categories) {
    this.#categories = categories;
  }

  /** @throws CategoryIsUnknown */
  async during(category: string, join: () => Promise<unknown>): Promise<void> {
    const claim = await this.#categories.claim(category);
    try {
      await join();
    } finally {
      await this.#categories.release(category, claim);
    }
  }
}
