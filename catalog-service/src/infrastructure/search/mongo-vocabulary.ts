import { isDuplicateKey } from '@souk/chassis/mongo/database-errors';
import { Schema, type mongo } from 'mongoose';

export interface WordDocument {
  readonly _id: string;
}

export const wordSchema = new Schema<WordDocument>({ _id: { type: String, required: true } }, { versionKey: false });

/** How many words with one beginning are read; the shortest are used. */
const MOST_READ = 200;
const MOST_GIVEN = 8;

/** Every word that a product has or had: what the beginning of a word may become. */
export class MongoVocabulary {
  readonly #documents: mongo.Collection<WordDocument>;

  constructor(documents: mongo.Collection<WordDocument>) {
    this.#documents = documents;
  }

  async note(words: readonly string[]): Promise<void> {
    const known = await this.#documents.find({ _id: { $in: [...words] } }).toArray();
    const isKnown = new Set(known.map(({ _id }) => _id));
    const missing = words.filter((word) => !isKnown.has(word)).map((word) => ({ _id: word }));
    if (missing.length === 0) return;
    await this.#documents.insertMany(missing, { ordered: false }).catch((error: unknown) => {
      // Another product has brought the same word at this moment.
      if (!isDuplicateKey(error)) throw error;
    });
  }

  async startingWith(beginning: string): Promise<readonly string[]> {
    const words = await this.#documents
      .find({ _id: { $gte: beginning, $lt: `${beginning}\u{10ffff}` } })
      .sort({ _id: 1 })
      .limit(MOST_READ)
      .toArray();
    return words
      .map(({ _id }) => _id)
      .toSorted((a, b) => a.length - b.length)
      .slice(0, MOST_GIVEN);
  }
}
