import { derivedUuid } from '@souk/chassis/ids';
import { isDuplicateKey } from '@souk/chassis/mongo/database-errors';
import { Schema, type mongo } from 'mongoose';
import type { AccountAccess, KnownNetworks } from '../../application/ports/known-networks.ts';

export interface KnownNetworkDocument {
  readonly _id: string;
  readonly until: Date;
}

export const knownNetworkSchema = new Schema<KnownNetworkDocument>(
  { _id: { type: String, required: true }, until: { type: Date, required: true } },
  { versionKey: false },
);
knownNetworkSchema.index({ until: 1 });

/** One small document for each network of an account. */
export class MongoKnownNetworks implements KnownNetworks {
  readonly #documents: mongo.Collection<KnownNetworkDocument>;

  constructor(documents: mongo.Collection<KnownNetworkDocument>) {
    this.#documents = documents;
  }

  async has(access: AccountAccess, network: string, at: Date): Promise<boolean> {
    return (await this.#documents.findOne({ _id: idOf(access, network), until: { $gt: at } })) !== null;
  }

  async remember(access: AccountAccess, network: string, until: Date): Promise<void> {
    try {
      await this.#documents.updateOne({ _id: idOf(access, network) }, { $max: { until } }, { upsert: true });
    } catch (error) {
      // Another login from there has made it known at this very moment.
      if (!isDuplicateKey(error)) throw error;
    }
  }

  async forgetExpired(at: Date): Promise<void> {
    await this.#documents.deleteMany({ until: { $lte: at } });
  }
}

/** Does not tell where somebody was. */
const idOf = ({ userId, passwordHash }: AccountAccess, network: string): string =>
  derivedUuid('known-network', userId, passwordHash, network);
