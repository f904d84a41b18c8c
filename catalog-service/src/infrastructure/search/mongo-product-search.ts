import { MOST_COUNTED } from '@souk/chassis/http/route';
import { isTimeLimitExceeded } from '@souk/chassis/mongo/database-errors';
import { countUpTo } from '@souk/chassis/mongo/pages';
import type { mongo } from 'mongoose';
import type { ExpiringCache } from '../../application/expiring-cache.ts';
import type { ProductFilter, ProductMatches, ProductSearch } from '../../application/ports/product-search.ts';
import { SearchTookTooLong } from '../../application/ports/search-error.ts';
import { filterOf, statusesOf } from '../persistence/product-filter.ts';
import { WORD_INDEXES, type ProductDocument } from '../persistence/product-document.ts';
import type { MongoVocabulary } from './mongo-vocabulary.ts';
import { categoryWord } from './product-indexer.ts';
import type { WordsOfText } from './words-of-text.ts';

/** What is asked beyond this is left out: strangers ask. */
const MOST_WORDS = 8;
/** So many products with the rarest word, those of the highest rank, are looked at for the other words and the filters. */
const MOST_CANDIDATES = 2_000;
/** When fewer have all words, products with some of them are shown, too. */
const ENOUGH = 20;
const MOST_WITH_SOME = 100;
/** No query comes near this while the database is well. */
const TIME_LIMIT_MS = 1_000;

export interface MongoProductSearchOptions {
  readonly documents: mongo.Collection<ProductDocument>;
  readonly vocabulary: MongoVocabulary;
  readonly words: WordsOfText;
  readonly matches: ExpiringCache<ProductMatches>;
  /** How many products have a word, or more than are counted. */
  readonly frequencies: ExpiringCache<number>;
}

/** A word, or several of which one will do. */
type Clause = readonly string[];

/**
 * Searches without scores: the products of a word are in the order of their rank in an index, so that a page costs the same whether a
 * hundred have the word or a hundred thousand.
 */
export class MongoProductSearch implements ProductSearch {
  readonly #options: MongoProductSearchOptions;

  constructor(options: MongoProductSearchOptions) {
    this.#options = options;
  }

  find(words: string, filter: ProductFilter): Promise<ProductMatches> {
    const asked = this.#options.words.of(words).slice(0, MOST_WORDS);
    return this.#options.matches.read(JSON.stringify([asked, filter]), () =>
      this.#find(asked, filter).catch((error: unknown) => {
        throw isTimeLimitExceeded(error) ? new SearchTookTooLong({ cause: error }) : error;
      }),
    );
  }

  async #find(asked: readonly string[], filter: ProductFilter): Promise<ProductMatches> {
    const last = asked.at(-1);
    if (last === undefined) return { ids: [], isCapped: false };
    const clauses = await this.#rarestFirst(asked.map((word): Clause => [this.#options.words.stemOf(word)]));
    const found = new Set<string>();
    const addAll = async (all: readonly Clause[]) => {
      for (const field of ['nameWords', 'words'] as const) {
        if (found.size > MOST_COUNTED) return;
        for (const id of await this.#withAll(field, all, filter, MOST_COUNTED + 1)) found.add(id);
      }
    };
    await addAll(clauses);
    if (found.size < ENOUGH) {
      const begun = await this.#options.vocabulary.startingWith(last);
      const stem = this.#options.words.stemOf(last);
      const others = clauses.filter(([word]) => word !== stem);
      if (begun.some((word) => word !== stem)) await addAll([...others, [...new Set([stem, ...begun])]]);
    }
    let isCapped = found.size > MOST_COUNTED;
    if (found.size < ENOUGH && clauses.length > 1) {
      for (const clause of clauses) {
        for (const field of ['nameWords', 'words'] as const) {
          const missing = MOST_WITH_SOME - found.size;
          if (missing <= 0) isCapped = true;
          else for (const id of await this.#withAll(field, [clause], filter, missing)) found.add(id);
        }
      }
    }
    return { ids: [...found].slice(0, MOST_COUNTED), isCapped };
  }

  /** Products with all clauses in a field and what the filter asks for, by rank. */
  async #withAll(
    field: 'nameWords' | 'words',
    clauses: readonly Clause[],
    filter: ProductFilter,
    limit: number,
  ): Promise<readonly string[]> {
    const { category } = filter;
    const isRarest = category !== undefined && field === 'words' && (await this.#isRarer(category, clauses[0]));
    const all = isRarest ? [[categoryWord(category)], ...clauses] : clauses;
    const [first = [], ...others] = all;
    const conditions = Object.entries(filterOf(filter)).map(([name, condition]) => ({ [name]: condition as unknown }));
    const rest = [...others.map((clause) => ({ [field]: { $in: [...clause] } })), ...conditions];
    const found = await this.#options.documents
      .aggregate<{ _id: string }>(
        [
          { $match: { status: statusesOf(filter), [field]: first.length === 1 ? first[0] : { $in: [...first] } } },
          { $sort: { rank: -1, _id: 1 } },
          // Before the other conditions, so that the work has a bound whatever is asked.
          ...(rest.length === 0 ? [] : [{ $limit: MOST_CANDIDATES }, { $match: { $and: rest } }]),
          { $limit: limit },
          { $project: { _id: 1 } },
        ],
        { hint: WORD_INDEXES[field], maxTimeMS: TIME_LIMIT_MS },
      )
      .toArray();
    return found.map(({ _id }) => _id);
  }

  async #rarestFirst(clauses: readonly Clause[]): Promise<readonly Clause[]> {
    const unlike = [...new Map(clauses.map((clause) => [clause[0], clause])).values()];
    if (unlike.length === 1) return unlike;
    const counted = await Promise.all(unlike.map(async (clause) => ({ clause, count: await this.#frequency(clause) })));
    return counted.toSorted((a, b) => a.count - b.count).map(({ clause }) => clause);
  }

  async #isRarer(category: string, clause: Clause = []): Promise<boolean> {
    const [ofCategory, ofWord] = await Promise.all([
      this.#frequency([categoryWord(category)]),
      this.#frequency(clause),
    ]);
    return ofCategory < ofWord;
  }

  async #frequency(clause: Clause): Promise<number> {
    const counts = await Promise.all(
      clause.map((word) =>
        this.#options.frequencies.read(word, async () => {
          const options = { hint: WORD_INDEXES.words, maxTimeMS: TIME_LIMIT_MS };
          const { count } = await countUpTo(this.#options.documents, { status: 'published', words: word }, options);
          return count;
        }),
      ),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }
}
