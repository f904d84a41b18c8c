import { derivedUuid } from '@souk/chassis/ids';
import { isDuplicateKey } from '@souk/chassis/mongo/database-errors';
import { Schema, type mongo } from 'mongoose';
import type { FailureKey, Failures, LoginFailures } from '../../application/ports/login-failures.ts';

export type LoginFailuresDocument = Failures & { readonly _id: string };

export const loginFailuresSchema = new Schema<LoginFailuresDocument>(
  {
    _id: { type: String, required: true },
    count: { type: Number, required: true },
    until: { type: Date, required: true },
  },
  { versionKey: false },
);
loginFailuresSchema.index({ until: 1 });

/** One small document per key, in the database so that all processes of the service count together. */
export class MongoLoginFailures implements LoginFailures {
  readonly #documents: mongo.Collection<LoginFailuresDocument>;

  constructor(documents: mongo.Collection<LoginFailuresDocument>) {
    this.#documents = documents;
  }

  of(key: FailureKey, at: Date): Promise<Failures | null> {
    return this.#documents.findOne({ _id: idOf(key), until: { $gt: at } });
  }

  async add(key: FailureKey, at: Date, until: Date): Promise<Failures> {
    const _id = idOf(key);
    const running = await this.#documents.findOneAndUpdate(
      { _id, until: { $gt: at } },
      { $inc: { count: 1 } },
      { returnDocument: 'after' },
    );
    if (running !== null) return running;
    try {
      await this.#documents.updateOne({ _id, until: { $lte: at } }, { $set: { count: 1, until } }, { upsert: true });
      return { count: 1, until };
    } catch (error) {
      // Another failure has begun the row meanwhile: this one joins it.
      if (isDuplicateKey(error)) return this.add(key, at, until);
      throw error;
    }
  }

  async clear(key: FailureKey): Promise<void> {
    await this.#documents.deleteOne({ _id: idOf(key) });
  }

  async forgetExpired(at: Date): Promise<void> {
    await this.#documents.deleteMany({ until: { $lte: at } });
  }
}

/** Not the address itself: people mistype, and what they typed need not be kept. */
const idOf = (key: FailureKey): string => derivedUuid('login-failures', ...key);
