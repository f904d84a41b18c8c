import type { ExpiringCache } from '../../application/expiring-cache.ts';
import { GroupedLookUp } from '@souk/kernel/grouped-look-up';
import type { Availability } from '../../application/ports/availability.ts';
import type { StockHolds } from '../../application/ports/stock-holds.ts';

export class CachedAvailability implements Availability {
  readonly #lookUp: GroupedLookUp<number>;
  readonly #cache: ExpiringCache<number | null>;

  constructor({ stock, cache }: { stock: Pick<StockHolds, 'available'>; cache: ExpiringCache<number | null> }) {
    this.#lookUp = new GroupedLookUp((skus) => stock.available(skus));
    this.#cache = cache;
  }

  async of(skus: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const available = await this.#cache.readAll(skus, (missing) => this.#lookUp.of(missing), null);
    return new Map(skus.flatMap((sku, index) => (available[index] == null ? [] : [[sku, available[index]] as const])));
  }
}
