import { isDuplicateKey } from '@souk/chassis/mongo/database-errors';
import { Schema, type mongo } from 'mongoose';
import type { Categories, Category } from '../../application/ports/categories.ts';
import { CategoryNotFound, CategorySlugIsTaken } from '../../application/ports/category-error.ts';

export type CategoryDocument = Omit<Category, 'slug'> & { readonly _id: string };

export const categorySchema = new Schema<CategoryDocument>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    position: { type: Number, required: true },
  },
  { versionKey: false },
);
categorySchema.index({ position: 1, _id: 1 });

/** More categories than a shop's menu can show. */
const MAX_CATEGORIES = 500;

export interface MongoCategoriesOptions {
  readonly documents: mongo.Collection<CategoryDocument>;
  readonly onChange: () => void;
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

  async has(slug: string): Promise<boolean> {
    return (await this.#options.documents.findOne({ _id: slug })) !== null;
  }

  async add({ slug, ...category }: Category): Promise<void> {
    try {
      await this.#options.documents.insertOne({ _id: slug, ...category });
    } catch (error) {
      throw isDuplicateKey(error) ? new CategorySlugIsTaken(slug) : error;
    }
    this.#options.onChange();
  }

  async change(slug: string, change: Partial<Omit<Category, 'slug'>>): Promise<Category> {
    const changed = await this.#options.documents.findOneAndUpdate(
      { _id: slug },
      { $set: change },
      { returnDocument: 'after' },
    );
    if (changed === null) throw new CategoryNotFound();
    this.#options.onChange();
    return toCategory(changed);
  }

  async remove(slug: string): Promise<void> {
    const { deletedCount } = await this.#options.documents.deleteOne({ _id: slug });
    if (deletedCount === 0) throw new CategoryNotFound();
    this.#options.onChange();
  }
}

const toCategory = ({ _id, name, position }: CategoryDocument): Category => ({ slug: _id, name, position });
