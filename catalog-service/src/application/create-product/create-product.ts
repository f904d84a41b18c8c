import type { Clock } from '@souk/kernel/clock';
import { SlugIsTaken } from '../../domain/product/product-error.ts';
import type { ProductRepository } from '../../domain/product/product-repository.ts';
import type { Variant } from '../../domain/product/product-state.ts';
import { Product, type ProductDetails } from '../../domain/product/product.ts';
import type { JoinCategory } from '../join-category.ts';
import type { Slugs } from '../ports/slugs.ts';

export interface CreateProductInput extends Omit<ProductDetails, 'slug'> {
  /** Made of the name when not given. */
  readonly slug?: string | undefined;
  /** Derived from the request, so that a repeated one creates nothing twice. */
  readonly id: string;
  readonly variants: readonly Variant[];
  readonly publish: boolean;
}

export interface CreateProductPorts {
  readonly products: ProductRepository;
  readonly joinCategory: JoinCategory;
  readonly slugs: Slugs;
  readonly clock: Clock;
}

/** Adds a product to the catalog, as a draft or published at once. */
export class CreateProduct {
  readonly #ports: CreateProductPorts;

  constructor(ports: CreateProductPorts) {
    this.#ports = ports;
  }

  async execute({ slug, ...input }: CreateProductInput): Promise<void> {
    const { slugs, joinCategory } = this.#ports;
    const names = slug === undefined ? slugs.of(input.name, input.id) : [slug];
    await joinCategory.during(input.category, () => this.#add(input, names));
  }

  async #add(input: Omit<CreateProductInput, 'slug'>, [slug = '', ...others]: readonly string[]): Promise<void> {
    const { products, clock } = this.#ports;
    const { publish, ...draft } = input;
    const at = clock.now();
    const product = Product.draft({ ...draft, slug, at });
    if (publish) product.publish(at);
    try {
      await products.add(product);
    } catch (error) {
      if (!(error instanceof SlugIsTaken) || others.length === 0) throw error;
      await this.#add(input, others);
    }
  }
}
