import { randomUUID } from 'node:crypto';
import { isDuplicateKey } from '@souk/chassis/mongo/database-errors';
import type { Clock } from '@souk/kernel/clock';
import { Schema, type mongo } from 'mongoose';
import {
  CLAIM_LIFETIME_MS,
  CLOSING_LIFETIME_MS,
  type Categories,
  type Category,
} from '../../application/ports/categories.ts';
import {
  CategoryIsInUse,
  CategoryIsUnknown,
  CategoryNotFound,
  CategorySlugIsTaken,
} from '../../application/ports/category-error.ts';

interface Named {
  readonly id: string;
  readonly at: Date;
}

export type CategoryDocument = Omit<Category, 'slug'> & {
  readonly _id: string;
  /** Of those who are putting a product into it. */
  readonly claims?: readonly Named[];
  /** Of who is removing it. */
  readonly closing?: Named;
};

const json = { type: Schema.Types.Mixed };

export const categorySchema = new Schema<CategoryDocument>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    position: { type: Number, required: true },
    claims: [json],
    closing: json,
  },
  { versionKey: false },
);
categorySchema.index({ position: 1, _id: 1 });

/** More categories than a shop's menu can show. */
const MAX_CATEGORIES = 500;

export interface MongoCategoriesOptions {
  readonly documents: mongo.Collection<CategoryDocument>;
  readonly clock: Clock;
  readonly onChange: () => Promise<void>;
}

export class MongoCategories implements Categories {
  readonly #options: MongoCategoriesOptions;

  constructor(options: MongoCategoriesOptions) {
    this.#options = options;
  }

  async all(): Promise<readonly Category[]> {
    const found = await this.#options.documents.find().sort({ position: 1, _id: 1 }).limit(MAX_CATEGORIES).toArray();
    return found.map(toCategory);
  }

  async add({ slug, ...category }: Category): Promise<void> {
    try {
      await this.#options.documents.insertOne({ _id: slug, ...category });
    } catch (error) {
      throw isDuplicateKey(error) ? new CategorySlugIsTaken(slug) : error;
    }
    await this.#options.onChange();
  }

  async change(slug: string, change: Partial<Omit<Category, 'slug'>>): Promise<Category> {
    const changed = await this.#options.documents.findOneAndUpdate(
      { _id: slug },
      { $set: change },
      { returnDocument: 'after' },
    );
    if (changed === null) throw new CategoryNotFound();
    await this.#options.onChange();
    return toCategory(changed);
  }

  async claim(slug: string): Promise<string> {
    const id = randomUUID();
    const isOpen = {
      $or: [{ closing: { $exists: false } }, { 'closing.at': { $lt: this.#ago(CLOSING_LIFETIME_MS) } }],
    };
    const { matchedCount } = await this.#options.documents.updateOne(
      { _id: slug, ...isOpen },
      { $push: { claims: { id, at: this.#options.clock.now() } }, $unset: { closing: '' } },
    );
    if (matchedCount === 0) throw new CategoryIsUnknown(slug);
    return id;
  }

  async release(slug: string, claim: string): Promise<void> {
    await this.#options.documents.updateOne({ _id: slug }, { $pull: { claims: { id: claim } } });
  }

  async close(slug: string): Promise<string> {
    const id = randomUUID();
    const isUnclaimed = { claims: { $not: { $elemMatch: { at: { $gte: this.#ago(CLAIM_LIFETIME_MS) } } } } };
    const { matchedCount } = await this.#options.documents.updateOne(
      { _id: slug, ...isUnclaimed },
      { $set: { closing: { id, at: this.#options.clock.now() }, claims: [] } },
    );
    if (matchedCount === 0) await this.#refuse(slug);
    return id;
  }

  async reopen(slug: string, closing: string): Promise<void> {
    await this.#options.documents.updateOne({ _id: slug, 'closing.id': closing }, { $unset: { closing: '' } });
  }

  async remove(slug: string, closing: string): Promise<void> {
    const { deletedCount } = await this.#options.documents.deleteOne({ _id: slug, 'closing.id': closing });
    if (deletedCount === 0) await this.#refuse(slug);
    await this.#options.onChange();
  }

  async #refuse(slug: string): Promise<never> {
    const category = await this.#options.documents.findOne({ _id: slug }, { projection: { _id: 1 } });
    throw category === null ? new CategoryNotFound() : new CategoryIsInUse();
  }

  #ago(duration: number): Date {
    return new Date(this.#options.clock.now().getTime() - duration);
  }
}

const toCategory = ({ _id, name, position }: CategoryDocument): Category => ({ slug: _id, name, position });
