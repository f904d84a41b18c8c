import { isTimeLimitExceeded } from '@souk/chassis/mongo/database-errors';
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
/** Nobody looks at more, and each one costs. */
const MOST_FOUND = 200;
/**
 * So many products with the rarest word, those of the highest rank, are looked at for the other words. With filters there are more: what
 * does not pass them is not shown, while products with only some of the words are.
 */
const MOST_CANDIDATES = 200;
const MOST_CANDIDATES_TO_FILTER = 500;
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
  readonly postings: ExpiringCache<Postings>;
}

/** The products with a word: those of the highest rank, in its order, one more than are shown when there are that many. */
export type Postings = readonly string[];

/** A word, or several of which one will do. */
type Clause = readonly string[];
type Field = keyof typeof WORD_INDEXES;

const isCapped = (ids: readonly string[]): boolean => ids.length > MOST_FOUND;

/**
 * Searches without scores: the products of a word are in the order of their rank in an index, so that reading the best few hundred costs
 * the same whether a thousand have the word or a million. What several words have in common is found here.
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
    const stem = this.#options.words.stemOf(last);
    const others = [...new Set(asked.map((word) => this.#options.words.stemOf(word)))]
      .filter((word) => word !== stem)
      .map((word): Clause => [word]);
    const found = new Set(await this.#withAll([...others, [stem]], filter));
    if (found.size < ENOUGH) {
      const begun = await this.#options.vocabulary.startingWith(last);
      const endings = [...new Set([stem, ...begun])];
      if (endings.length > 1) for (const id of await this.#withAll([...others, endings], filter)) found.add(id);
    }
    const isAll = found.size >= ENOUGH || others.length === 0;
    const some = isAll ? [] : await this.#withSome([...others, [stem]], filter);
    for (const id of some) found.add(id);
    const ids = [...found];
    return { ids: ids.slice(0, MOST_FOUND), isCapped: isCapped(ids) || some.length === MOST_WITH_SOME };
  }

  /** Products with all clauses, those that have them in their names first. */
  async #withAll(clauses: readonly Clause[], filter: ProductFilter): Promise<readonly string[]> {
    const { category, ...others } = filter;
    const named = await this.#intersection('nameWords', clauses, filter);
    if (isCapped(named)) return named;
    const anywhere = category === undefined ? clauses : [...clauses, [categoryWord(category)]];
    return [...new Set([...named, ...(await this.#intersection('words', anywhere, others))])];
  }

  /** Products with some of the clauses, those with the rarest first. */
  async #withSome(clauses: readonly Clause[], filter: ProductFilter): Promise<readonly string[]> {
    const postings = await Promise.all(
      clauses.flatMap((clause) => [
        this.#postings('nameWords', clause, filter),
        this.#postings('words', clause, filter),
      ]),
    );
    const rarestFirst = postings.toSorted((a, b) => a.length - b.length).map((ids) => ids.slice(0, MOST_WITH_SOME));
    const verified = await this.#verified([...new Set(rarestFirst.flat())], {}, filter);
    return verified.slice(0, MOST_WITH_SOME);
  }

  async #intersection(field: Field, clauses: readonly Clause[], filter: ProductFilter): Promise<readonly string[]> {
    const postings = await Promise.all(
      clauses.map(async (clause) => ({ clause, ids: await this.#postings(field, clause, filter) })),
    );
    const [rarest, ...others] = postings.toSorted((a, b) => a.ids.length - b.ids.length);
    if (rarest === undefined || rarest.ids.length === 0) return [];
    const frequent = others.filter(({ ids }) => isCapped(ids)).map(({ clause }) => clause);
    const having = frequent.length === 0 ? {} : { $and: frequent.map((clause) => ({ [field]: { $in: [...clause] } })) };
    if (isCapped(rarest.ids) && (others.length > 0 || Object.keys(filterOf(filter)).length > 0)) {
      return this.#candidates(field, rarest.clause, having, filter);
    }
    const rare = others.filter(({ ids }) => !isCapped(ids)).map(({ ids }) => new Set(ids));
    const common = rarest.ids.filter((id) => rare.every((ids) => ids.has(id)));
    return this.#verified(common, having, filter);
  }

  #postings(field: Field, clause: Clause, filter: ProductFilter): Promise<Postings> {
    const status = statusesOf(filter);
    return this.#options.postings.read(JSON.stringify([field, clause, status]), async () => {
      const found = await this.#options.documents
        .find(
          { status, [field]: clause.length === 1 ? clause[0] : { $in: [...clause] } } as mongo.Filter<ProductDocument>,
          { projection: { _id: 1 }, hint: WORD_INDEXES[field], maxTimeMS: TIME_LIMIT_MS },
        )
        .sort({ rank: -1, _id: 1 })
        .limit(MOST_FOUND + 1)
        .toArray();
      return found.map(({ _id }) => _id);
    });
  }

  /** Those of the products that have what could not be told from their ids. */
  async #verified(ids: readonly string[], having: mongo.Document, filter: ProductFilter): Promise<readonly string[]> {
    const conditions = { ...having, ...filterOf(filter) };
    if (ids.length === 0 || Object.keys(conditions).length === 0) return ids;
    const found = await this.#options.documents
      .find({ _id: { $in: [...ids] }, ...conditions } as mongo.Filter<ProductDocument>, {
        projection: { _id: 1 },
        hint: { _id: 1 },
        maxTimeMS: TIME_LIMIT_MS,
      })
      .toArray();
    const isVerified = new Set(found.map(({ _id }) => _id));
    return ids.filter((id) => isVerified.has(id));
  }

  /** Where even the rarest word is frequent: of its products, those of the highest rank that have the rest and pass the filter. */
  async #candidates(
    field: Field,
    clause: Clause,
    having: mongo.Document,
    filter: ProductFilter,
  ): Promise<readonly string[]> {
    const conditions = filterOf(filter);
    const isFiltered = Object.keys(conditions).length > 0;
    const found = await this.#options.documents
      .aggregate<{ _id: string }>(
        [
          { $match: { status: statusesOf(filter), [field]: { $in: [...clause] } } },
          { $sort: { rank: -1, _id: 1 } },
          // Before the conditions, so that the work has a bound whatever is asked.
          { $limit: isFiltered ? MOST_CANDIDATES_TO_FILTER : MOST_CANDIDATES },
          { $match: { ...having, ...conditions } },
          { $limit: MOST_FOUND + 1 },
          { $project: { _id: 1 } },
        ],
        { hint: WORD_INDEXES[field], maxTimeMS: TIME_LIMIT_MS },
      )
      .toArray();
    return found.map(({ _id }) => _id);
  }
}
