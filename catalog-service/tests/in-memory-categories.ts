import {
  CLAIM_LIFETIME_MS,
  CLOSING_LIFETIME_MS,
  type Categories,
  type Category,
} from '../src/application/ports/categories.ts';
import {
  CategoryIsInUse,
  CategoryIsUnknown,
  CategoryNotFound,
  CategorySlugIsTaken,
} from '../src/application/ports/category-error.ts';

/** Keeps categories in memory as the database does, for unit tests; both pass one contract suite. */
export class InMemoryCategories implements Categories {
  clock = { now: () => new Date() };
  readonly #categories = new Map<string, Category>();
  readonly #claims = new Map<string, { readonly slug: string; readonly at: number }>();
  readonly #closings = new Map<string, { readonly id: string; readonly at: number }>();
  #ids = 0;

  constructor(...slugs: readonly string[]) {
    for (const slug of slugs) this.#categories.set(slug, { slug, name: slug, position: 0 });
  }

  async all(): Promise<readonly Category[]> {
    return [...this.#categories.values()].sort((a, b) => a.position - b.position);
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

  async claim(slug: string): Promise<string> {
    const closing = this.#closings.get(slug);
    const isClosed = closing !== undefined && closing.at >= this.#ago(CLOSING_LIFETIME_MS);
    if (!this.#categories.has(slug) || isClosed) throw new CategoryIsUnknown(slug);
    this.#closings.delete(slug);
    const id = this.#nextId();
    this.#claims.set(id, { slug, at: this.#now() });
    return id;
  }

  async release(_slug: string, claim: string): Promise<void> {
    this.#claims.delete(claim);
  }

  async close(slug: string): Promise<string> {
    if (!this.#categories.has(slug)) throw new CategoryNotFound();
    const claims = [...this.#claims.values()].filter((claim) => claim.slug === slug);
    if (claims.some(({ at }) => at >= this.#ago(CLAIM_LIFETIME_MS))) throw new CategoryIsInUse();
    const id = this.#nextId();
    this.#closings.set(slug, { id, at: this.#now() });
    return id;
  }

  async reopen(slug: string, closing: string): Promise<void> {
    if (this.#closings.get(slug)?.id === closing) this.#closings.delete(slug);
  }

  async remove(slug: string, closing: string): Promise<void> {
    if (!this.#categories.has(slug)) throw new CategoryNotFound();
    if (this.#closings.get(slug)?.id !== closing) throw new CategoryIsInUse();
    this.#categories.delete(slug);
    this.#closings.delete(slug);
  }

  #nextId(): string {
    this.#ids += 1;
    return String(this.#ids);
  }

  #now(): number {
    return this.clock.now().getTime();
  }

  #ago(duration: number): number {
    return this.#now() - duration;
  }
}
