import {
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleAll,
  handleType,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import { z } from 'zod';
import { CatalogIsUnavailable } from '../../application/ports/catalog-error.ts';
import type { Catalog, CatalogSku } from '../../application/ports/catalog.ts';

const DEADLINE_MS = 2_000;
/** Prices and stock in a cart are hints: what counts is taken when the order reserves its stock. */
const FRESH_FOR_MS = 1_000;
const MAX_KEPT = 5_000;

const SkusReply = z.object({
  data: z.array(
    z.object({
      sku: z.string(),
      productId: z.string(),
      slug: z.string(),
      name: z.string(),
      variant: z.string(),
      unitPrice: z.object({ amount: z.int(), currency: z.string() }),
      image: z.string().nullable(),
      available: z.int(),
      isForSale: z.boolean(),
    }),
  ),
});

/** Looks SKUs up in catalog-service: with a deadline, tried again twice, not at all for a while after five failures in a row; kept for a second. */
export class HttpCatalog implements Catalog {
  readonly #base: string;
  readonly #kept = new Map<string, { readonly sku: CatalogSku | null; readonly until: number }>();
  readonly #policy = wrap(
    circuitBreaker(handleAll, { halfOpenAfter: 2_000, breaker: new ConsecutiveBreaker(5) }),
    retry(handleType(CatalogIsUnavailable), { maxAttempts: 2, backoff: new ExponentialBackoff({ initialDelay: 50 }) }),
    timeout(DEADLINE_MS, TimeoutStrategy.Aggressive),
  );

  constructor(base: string) {
    this.#base = base;
  }

  async skus(skus: readonly string[]): Promise<readonly CatalogSku[]> {
    const now = performance.now();
    const isFresh = (sku: string) => (this.#kept.get(sku)?.until ?? 0) >= now;
    const fresh = skus.filter(isFresh).flatMap((sku) => this.#kept.get(sku)?.sku ?? []);
    const missing = skus.filter((sku) => !isFresh(sku));
    if (missing.length === 0) return fresh;
    const found = await this.#lookUp(missing);
    this.#keep(missing, found, now + FRESH_FOR_MS);
    return [...fresh, ...found];
  }

  #keep(asked: readonly string[], found: readonly CatalogSku[], until: number): void {
    if (this.#kept.size > MAX_KEPT) this.#kept.clear();
    for (const sku of asked) this.#kept.set(sku, { sku: found.find((one) => one.sku === sku) ?? null, until });
  }

  async #lookUp(skus: readonly string[]): Promise<readonly CatalogSku[]> {
    try {
      return await this.#policy.execute(({ signal }) => this.#fetch(skus, signal));
    } catch (error) {
      throw new CatalogIsUnavailable({ cause: error });
    }
  }

  async #fetch(skus: readonly string[], signal: AbortSignal): Promise<readonly CatalogSku[]> {
    const query = new URLSearchParams({ sku: skus.join(',') });
    const response = await fetch(`${this.#base}/internal/skus?${query.toString()}`, { signal }).catch(
      (error: unknown) => {
        throw new CatalogIsUnavailable({ cause: error });
      },
    );
    if (!response.ok) throw new CatalogIsUnavailable({ cause: `status ${response.status}` });
    return SkusReply.parse(await response.json()).data;
  }
}
