import { CatalogIsUnavailable } from '../src/application/ports/catalog-error.ts';
import type { Catalog, CatalogSku } from '../src/application/ports/catalog.ts';

/** Knows these SKUs, and fails for one of them when told to. */
export class InMemoryCatalog implements Catalog {
  failsFor: string | null = null;
  /** The SKUs of each look-up so far. */
  readonly requests: (readonly string[])[] = [];
  readonly #known: readonly CatalogSku[];

  constructor(...known: readonly CatalogSku[]) {
    this.#known = known;
  }

  async skus(skus: readonly string[]): Promise<readonly CatalogSku[]> {
    this.requests.push(skus);
    if (this.failsFor !== null && skus.includes(this.failsFor)) throw new CatalogIsUnavailable({ cause: 'the test' });
    return this.#known.filter(({ sku }) => skus.includes(sku));
  }
}
