import { setImmediate as endOfTurn } from 'node:timers/promises';
import { HttpClient } from '@souk/chassis/http/client';
import { MOST_SKUS_PER_LOOK_UP } from '@souk/kernel/limits';
import { z } from 'zod';
import { CatalogIsUnavailable } from '../../application/ports/catalog-error.ts';
import type { Catalog, CatalogSku } from '../../application/ports/catalog.ts';

/** Of one try; what nobody answers is tried three times. */
const DEADLINE_MS = 1_000;
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

/** What several requests want to know at the same moment, asked in one. */
interface LookUp {
  readonly skus: Set<string>;
  readonly found: Promise<ReadonlyMap<string, CatalogSku>>;
  readonly freshUntil: number;
}

/** Looks SKUs up in catalog-service: those that come together in one request, and none again within a second. */
export class HttpCatalog implements Catalog {
  readonly #client: HttpClient;
  readonly #kept = new Map<string, LookUp>();
  #next: LookUp | null = null;

  constructor(url: string) {
    this.#client = new HttpClient({ service: 'catalog-service', url, deadlineMs: DEADLINE_MS });
  }

  async skus(skus: readonly string[]): Promise<readonly CatalogSku[]> {
    const now = performance.now();
    const lookUps = skus.map((sku) => this.#lookUpOf(sku, now).found);
    const found = await Promise.all(lookUps);
    return skus.flatMap((sku, index) => found[index]?.get(sku) ?? []);
  }

  #lookUpOf(sku: string, now: number): LookUp {
    const kept = this.#kept.get(sku);
    if (kept !== undefined && kept.freshUntil >= now) return kept;
    const next = (this.#next ??= this.#lookUpSoon(now));
    next.skus.add(sku);
    if (next.skus.size === MOST_SKUS_PER_LOOK_UP) this.#next = null;
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    this.#kept.set(sku, next);
    return next;
  }

  #lookUpSoon(now: number): LookUp {
    const skus = new Set<string>();
    const found = endOfTurn().then(() => {
      if (this.#next === lookUp) this.#next = null;
      return this.#ask([...skus]);
    });
    const lookUp = { skus, found, freshUntil: now + FRESH_FOR_MS };
    // Whoever waits for it hears of a failure; whoever comes next asks again.
    found.catch(() => {
      for (const sku of skus) if (this.#kept.get(sku) === lookUp) this.#kept.delete(sku);
    });
    return lookUp;
  }

  async #ask(skus: readonly string[]): Promise<ReadonlyMap<string, CatalogSku>> {
    try {
      const query = new URLSearchParams({ sku: skus.join(',') });
      const { status, body } = await this.#client.get(`/internal/skus?${query.toString()}`);
      if (status !== 200) throw new Error(`catalog-service answered ${status}`);
      return new Map(SkusReply.parse(body).data.map((one) => [one.sku, one]));
    } catch (error) {
      throw new CatalogIsUnavailable({ cause: error });
    }
  }
}
