import { ProductNotFound, SkuIsTaken, SlugIsTaken } from '../src/domain/product/product-error.ts';
import type { ProductEvent } from '../src/domain/product/product-event.ts';
import type { ProductRepository } from '../src/domain/product/product-repository.ts';
import type { ProductState } from '../src/domain/product/product-state.ts';
import { Product } from '../src/domain/product/product.ts';

/** Keeps products in memory as the database does, for unit tests; both pass one contract suite. */
export class InMemoryProductRepository implements ProductRepository {
  /** What has happened, oldest first. */
  readonly events: ProductEvent[] = [];
  readonly #states = new Map<string, ProductState>();

  constructor(...products: readonly Product[]) {
    for (const { state } of products) this.#states.set(state.id, state);
  }

  async add(product: Product): Promise<void> {
    if (!this.#states.has(product.state.id)) this.#keep(product);
  }

  async find(id: string): Promise<Product | null> {
    const state = this.#states.get(id);
    return state === undefined ? null : Product.rehydrate(state);
  }

  async update(id: string, change: (product: Product) => void): Promise<Product> {
    const state = this.#states.get(id);
    if (state === undefined) throw new ProductNotFound();
    const product = Product.rehydrate(state);
    change(product);
    this.#keep(product);
    return product;
  }

  async isCategoryInUse(category: string): Promise<boolean> {
    return [...this.#states.values()].some((state) => state.category === category);
  }

  #keep(product: Product): void {
    const { id, slug, variants } = product.state;
    const others = [...this.#states.values()].filter((state) => state.id !== id);
    if (others.some((state) => state.slug === slug)) throw new SlugIsTaken(slug);
    const skus = new Set(others.flatMap((state) => state.variants.map(({ sku }) => sku)));
    const taken = variants.find(({ sku }) => skus.has(sku));
    if (taken !== undefined) throw new SkuIsTaken(taken.sku);
    this.#states.set(id, product.state);
    this.events.push(...product.pullEvents());
  }
}
