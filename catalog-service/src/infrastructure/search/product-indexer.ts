import type { ProductState } from '../../domain/product/product-state.ts';
import { Alphabet } from './alphabet.ts';
import type { WordsOfText } from './words-of-text.ts';

/** What a product is found and ordered by. */
export interface IndexedFields {
  /** Stems of its name. */
  readonly nameWords: readonly string[];
  /** Those of its name, category and description, in this order; and the category as a whole (see `categoryWord`). */
  readonly words: readonly string[];
  /** Of two products that both have the words, the one of higher rank is shown first. */
  readonly rank: number;
  /** Its place among names. */
  readonly sortKey: string;
  /** By which rules these fields were made: when they change, all products are indexed again. */
  readonly indexedAs: string;
}

type Described = Pick<ProductState, 'name' | 'category' | 'description' | 'createdAt'>;

/** Each word is a key of an index. */
const MOST_WORDS = 60;
/** To be changed with what is made of a product. */
const RULES = 1;

/** A category as one of the words: with a sign that no word has. */
export const categoryWord = (category: string): string => `=${category}`;

export class ProductIndexer {
  readonly rules: string;
  readonly #words: WordsOfText;
  readonly #alphabet: Alphabet;

  constructor({ language, words }: { language: string; words: WordsOfText }) {
    this.rules = `${language}/${RULES}`;
    this.#words = words;
    this.#alphabet = new Alphabet(language);
  }

  fieldsOf({ name, category, description, createdAt }: Described): IndexedFields {
    const nameWords = this.#words.stemsOf(name).slice(0, MOST_WORDS - 1);
    const all = [
      categoryWord(category),
      ...nameWords,
      ...this.#words.stemsOf(category),
      ...this.#words.stemsOf(description),
    ];
    return {
      nameWords,
      words: [...new Set(all)].slice(0, MOST_WORDS),
      rank: createdAt.getTime(),
      sortKey: this.#alphabet.keyOf(name),
      indexedAs: this.rules,
    };
  }
}
