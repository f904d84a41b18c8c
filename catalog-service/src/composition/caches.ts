import type { Clock } from '@souk/kernel/clock';
import type { Counted } from '@souk/kernel/page';
import { ExpiringCache } from '../application/expiring-cache.ts';
import type { Offer } from '../application/ports/offers.ts';
import type { ProductMatches } from '../application/ports/product-search.ts';
import type { CatalogChange } from '../infrastructure/persistence/mongo-catalog-changes.ts';
import type { ShownProduct } from '../infrastructure/persistence/mongo-product-catalog.ts';
import type { Postings } from '../infrastructure/search/mongo-product-search.ts';
import { CachedReplies, type WrittenReply } from '../presentation/http/cached-replies.ts';

/** Stale entries are forgotten as soon as their change is told; this bounds the age of those whose news was lost. */
const UNTIL_TOLD_MS = 300_000;
/** Details say how many pieces there are, and orders take some all the time without telling. */
const DETAIL_LIFETIME_MS = 2_000;
const SKU_LIFETIME_MS = 1_000;
const COUNT_LIFETIME_MS = 10_000;
const MAX_BYTES = 16_000_000;
const MAX_SKUS = 20_000;
const MAX_COUNTS = 5_000;
const MAX_IDS = 200_000;
/** What an entry takes besides its content. */
const ENTRY_BYTES = 500;

export type Caches = ReturnType<typeof createCaches>;

/** What the service keeps in memory, all of it bounded. */
export function createCaches(clock: Clock) {
  const replies = (lifetime: number) =>
    new CachedReplies(
      new ExpiringCache<WrittenReply>({
        clock,
        lifetime,
        maxWeight: MAX_BYTES,
        weigh: ({ body }) => ENTRY_BYTES + body.length,
      }),
    );
  const skus = { clock, lifetime: SKU_LIFETIME_MS, maxWeight: MAX_SKUS };
  const listCaches = {
    lists: replies(UNTIL_TOLD_MS),
    counts: new ExpiringCache<Counted>({
      clock,
      lifetime: COUNT_LIFETIME_MS,
      maxWeight: MAX_COUNTS,
    }),
    matches: new ExpiringCache<ProductMatches>({
      clock,
      lifetime: COUNT_LIFETIME_MS,
      maxWeight: MAX_IDS,
      weigh: ({ ids }) => 10 + ids.length,
    }),
  };
  const others = {
    details: replies(DETAIL_LIFETIME_MS),
    shown: new ExpiringCache<ShownProduct | null>({
      clock,
      lifetime: UNTIL_TOLD_MS,
      maxWeight: MAX_BYTES,
      weigh: bytesOf,
    }),
    postings: new ExpiringCache<Postings>({
      clock,
      lifetime: UNTIL_TOLD_MS,
      maxWeight: MAX_IDS,
      weigh: (ids) => 10 + ids.length,
    }),
    offers: new ExpiringCache<Offer | null>({ clock, lifetime: UNTIL_TOLD_MS, maxWeight: MAX_SKUS }),
    availability: new ExpiringCache<number | null>(skus),
  };
  const clear = (...caches: readonly { clear(): void }[]) => {
    for (const cache of caches) cache.clear();
  };
  return {
    ...listCaches,
    ...others,
    forget: (change: CatalogChange) => {
      clear(...Object.values(listCaches), ...(change === 'products' ? Object.values(others) : []));
    },
    /** After the stock of a SKU was changed by an admin, who looks at once. */
    forgetStock: () => {
      clear(others.details, others.availability);
    },
  };
}

/** Of its texts, roughly: each character may take two. */
const bytesOf = (product: ShownProduct | null): number =>
  ENTRY_BYTES +
  (product === null
    ? 0
    : 2 * product.description.length + ENTRY_BYTES * (product.variants.length + product.images.length));
