import type { mongo } from 'mongoose';
import type { GuestHolds, UnpaidOrder } from '../../application/ports/guest-holds.ts';
import type { OrderDocument } from './order-document.ts';

// The conditions name the type because the indexes do. The indexes are named: with the first rows to go by, the database may read all orders in time's order instead.
const BY_NETWORK = { unpaidFrom: 1, placedAt: 1 } as const;
const BY_SKU = { 'requested.sku': 1, placedAt: 1 } as const;

/** More than any limit that is in use. */
const MOST = 1_000;

export class MongoGuestHolds implements GuestHolds {
  readonly #documents: mongo.Collection<OrderDocument>;

  constructor(documents: mongo.Collection<OrderDocument>) {
    this.#documents = documents;
  }

  of(unpaidFrom: string): Promise<readonly UnpaidOrder[]> {
    return this.#documents
      .find({ unpaidFrom: { $eq: unpaidFrom, $type: 'string' } }, { hint: BY_NETWORK })
      .sort({ placedAt: 1 })
      .limit(MOST)
      .project<UnpaidOrder>({ _id: 0, id: 1, email: 1, requested: 1 })
      .toArray();
  }

  async holding(skus: readonly string[], placedBefore: Date, limit: number): Promise<readonly string[]> {
    const found = await this.#documents
      .find(
        { unpaidFrom: { $type: 'string' }, 'requested.sku': { $in: skus }, placedAt: { $lte: placedBefore } },
        { hint: BY_SKU },
      )
      .sort({ placedAt: 1 })
      .limit(limit)
      .project<{ _id: string }>({ _id: 1 })
      .toArray();
    return found.map(({ _id }) => _id);
  }
}
