import type { Categories, Category } from '../src/application/ports/categories.ts';
import { CategoryNotFound, CategorySlugIsTaken } from '../src/application/ports/category-error.ts';

/** Keeps categories in memory as the database does, for unit tests; both pass one contract suite. */
export class InMemoryCategories implements Categories {
  readonly #categories = new Map<string, Category>();

  constructor(...slugs: readonly string[]) {
    for (const slug of slugs) this.#categories.set(slug, { slug, name: slug, position: 0 });
  }

  async all(): Promise<readonly Category[]> {
    return [...this.#categories.values()].sort((a, b) => a.position - b.position);
  }

  async has(slug: string): Promise<boolean> {
    return this.#categories.has(slug);
  }

  async add(category: Category): Promise<void> {
    if (this.#categories.has(category.slug)) throw new CategorySlugIsTaken(category.slug);
    this.#categories.set(category.slug, category);
  }

  async change(slug: string, change: Partial<Omit<Category, 'slug'>>): Promise<Category> {
    const category = this.#categories.get(slug);
    if (category === undefined) throw new CategoryNotFound();
    const changed = { ...category, ...change };
    this.#categories.set(slug, changed);
    return changed;
  }

  async remove(slug: string): Promise<void> {
    if (!this.#categories.delete(slug)) throw new CategoryNotFound();
  }
}
