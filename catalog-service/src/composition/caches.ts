import type { Clock } from '@souk/kernel/clock';
import { ExpiringCache } from '../application/expiring-cache.ts';
import type { Offer } from '../application/ports/offers.ts';
import { CachedReplies, type WrittenReply } from '../presentation/http/cached-replies.ts';

/** How late changes by other processes, and orders that take stock, show. Changes by this process show at once. */
const REPLY_LIFETIME_MS = 2_000;
const SKU_LIFETIME_MS = 1_000;
const MAX_REPLY_BYTES = 16_000_000;
const MAX_SKUS = 20_000;

export type Caches = ReturnType<typeof createCaches>;

/** What the service keeps in memory, all of it bounded and short-lived. */
export function createCaches(clock: Clock) {
  const replies = () =>
    new CachedReplies(
      new ExpiringCache<WrittenReply>({
        clock,
        lifetime: REPLY_LIFETIME_MS,
        maxWeight: MAX_REPLY_BYTES,
        weigh: ({ body }) => body.length,
      }),
    );
  const skus = { clock, lifetime: SKU_LIFETIME_MS, maxWeight: MAX_SKUS };
  const caches = {
    lists: replies(),
    details: replies(),
    offers: new ExpiringCache<Offer | null>(skus),
    availability: new ExpiringCache<number | null>(skus),
  };
  return {
    ...caches,
    clear: () => {
      for (const cache of Object.values(caches)) cache.clear();
    },
  };
}
