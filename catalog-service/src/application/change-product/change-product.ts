import type { Clock } from '@souk/kernel/clock';
import type { ProductRepository } from '../../domain/product/product-repository.ts';
import type { JoinCategory } from '../join-category.ts';

/** Fields that are not given stay as they are. */
export interface ProductChange {
  readonly slug?: string | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly category?: string | undefined;
  readonly status?: 'published' | 'archived' | undefined;
}

/** Changes a product, publishes or archives it. */
export class ChangeProduct {
  readonly #ports: { readonly products: ProductRepository; readonly joinCategory: JoinCategory; readonly clock: Clock };

  constructor(ports: { products: ProductRepository; joinCategory: JoinCategory; clock: Clock }) {
    this.#ports = ports;
  }

  /** `expectedRevision` is what the admin has read; null when it does not matter. */
  async execute(id: string, { status, ...details }: ProductChange, expectedRevision: number | null): Promise<void> {
    const { products, joinCategory, clock } = this.#ports;
    const at = clock.now();
    const change = () =>
      products.update(id, (product) => {
        product.expectRevision(expectedRevision);
        product.describe(details, at);
        if (status === 'published') product.publish(at);
        if (status === 'archived') product.archive(at);
      });
    if (details.category === undefined) await change();
    else await joinCategory.during(details.category, change);
  }
}
