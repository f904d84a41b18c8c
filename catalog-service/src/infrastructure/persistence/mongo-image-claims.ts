import { isDuplicateKey } from '@souk/chassis/mongo/database-errors';
import { Schema, type mongo } from 'mongoose';
import type { ImageClaim, ImageClaims } from '../../application/ports/image-claims.ts';
import { ImageIsBeingRemoved } from '../../application/ports/image-error.ts';

export type ImageClaimDocument = Omit<ImageClaim, 'publicId'> & { readonly _id: string; readonly isDoomed: boolean };

export const imageClaimSchema = new Schema<ImageClaimDocument>(
  {
    _id: { type: String, required: true },
    productId: { type: String, required: true },
    dueAt: { type: Date, required: true },
    isDoomed: { type: Boolean, required: true },
  },
  { versionKey: false },
);
imageClaimSchema.index({ dueAt: 1 });

export class MongoImageClaims implements ImageClaims {
  readonly #rows: mongo.Collection<ImageClaimDocument>;

  constructor(rows: mongo.Collection<ImageClaimDocument>) {
    this.#rows = rows;
  }

  async note(claims: readonly ImageClaim[]): Promise<void> {
    try {
      await this.#rows.bulkWrite(
        claims.map(({ publicId, productId, dueAt }) => ({
          updateOne: {
            filter: { _id: publicId, isDoomed: false },
            update: { $set: { productId, dueAt } },
            upsert: true,
          },
        })),
      );
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      // A doomed row does not match the filter, and its id keeps a second one out. So does one that was noted at this moment.
      const ids = claims.map(({ publicId }) => publicId);
      if ((await this.#rows.findOne({ _id: { $in: ids }, isDoomed: true })) !== null) throw new ImageIsBeingRemoved();
      await this.note(claims);
    }
  }

  async settle(claims: readonly ImageClaim[]): Promise<void> {
    if (claims.length === 0) return;
    await this.#rows.deleteMany({ $or: claims.map(({ publicId, dueAt }) => ({ _id: publicId, dueAt })) });
  }

  async due(at: Date, limit: number, except: readonly string[] = []): Promise<readonly ImageClaim[]> {
    const rows = await this.#rows
      .find(
        { dueAt: { $lte: at }, ...(except.length === 0 ? {} : { _id: { $nin: [...except] } }) },
        { hint: { dueAt: 1 } },
      )
      .sort({ dueAt: 1 })
      .limit(limit)
      .toArray();
    return rows.map(({ _id, productId, dueAt }) => ({ publicId: _id, productId, dueAt }));
  }

  async doom({ publicId, dueAt }: ImageClaim): Promise<boolean> {
    const { matchedCount } = await this.#rows.updateOne({ _id: publicId, dueAt }, { $set: { isDoomed: true } });
    return matchedCount === 1;
  }
}
