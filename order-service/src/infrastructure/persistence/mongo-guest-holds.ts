import { isDuplicateKey } from '@souk/chassis/mongo/database-errors';
import { Schema, type mongo } from 'mongoose';
import type { GuestHolds, GuestOrder, NetworkHolds } from '../../application/ports/guest-holds.ts';
import type { OrderDocument } from './order-document.ts';

/** What the guests of a network have claimed, as of the last claim. */
export interface GuestHoldsDocument {
  /** The network, as a keyed hash. */
  readonly _id: string;
  readonly version: number;
  readonly orders: readonly GuestOrder[];
  readonly claimedAt: Date;
}

export const guestHoldsSchema = new Schema<GuestHoldsDocument>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    orders: [{ type: Schema.Types.Mixed }],
    claimedAt: { type: Date, required: true },
  },
  { versionKey: false },
);
guestHoldsSchema.index({ claimedAt: 1 });

/** An order follows its claim within a moment. One that has not after this time was given up, with its process. */
const CLAIM_HOLDS_MS = 600_000;

// The condition names the type because the index does. The index is named: with the first rows to go by, the database may read all orders in time's order instead.
const BY_SKU = { 'requested.sku': 1, placedAt: 1 } as const;

/** One small document for each network, and the orders themselves for what has become of its claims. */
export class MongoGuestHolds implements GuestHolds {
  readonly #claims: mongo.Collection<GuestHoldsDocument>;
  readonly #orders: mongo.Collection<OrderDocument>;

  constructor({
    claims,
    orders,
  }: {
    claims: mongo.Collection<GuestHoldsDocument>;
    orders: mongo.Collection<OrderDocument>;
  }) {
    this.#claims = claims;
    this.#orders = orders;
  }

  async of(network: string, at: Date): Promise<NetworkHolds> {
    const { version = 0, orders = [] } = (await this.#claims.findOne({ _id: network })) ?? {};
    const placed = orders.length === 0 ? [] : await this.#placed(orders.map(({ id }) => id));
    const isPlaced = new Set(placed.map(({ id }) => id));
    const since = at.getTime() - CLAIM_HOLDS_MS;
    return {
      version,
      // As placed: it need not be what was claimed under this id last, nor from this network.
      unpaid: placed
        .filter(({ unpaidFrom }) => unpaidFrom === network)
        .map(({ id, email, requested, placedAt }) => ({ id, email, requested, placedAt }))
        .sort((a, b) => a.placedAt.getTime() - b.placedAt.getTime()),
      claimed: orders.filter(({ id, placedAt }) => !isPlaced.has(id) && placedAt.getTime() > since),
    };
  }

  async claim(network: string, version: number, orders: readonly GuestOrder[], at: Date): Promise<boolean> {
    try {
      const { matchedCount, upsertedCount } = await this.#claims.updateOne(
        { _id: network, version },
        { $set: { version: version + 1, orders, claimedAt: at } },
        { upsert: version === 0 },
      );
      return matchedCount + upsertedCount === 1;
    } catch (error) {
      // Another claim was the first.
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  async forget(unclaimedSince: Date): Promise<void> {
    await this.#claims.deleteMany({ claimedAt: { $lt: unclaimedSince } });
  }

  async holding(skus: readonly string[], placedBefore: Date, limit: number): Promise<readonly string[]> {
    const found = await this.#orders
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

  #placed(ids: readonly string[]): Promise<readonly (GuestOrder & Pick<OrderDocument, 'unpaidFrom'>)[]> {
    return this.#orders
      .find({ _id: { $in: ids } })
      .project<GuestOrder & Pick<OrderDocument, 'unpaidFrom'>>({
        ...{ _id: 0, id: 1, unpaidFrom: 1 },
        ...{ email: 1, requested: 1, placedAt: 1 },
      })
      .toArray();
  }
}
