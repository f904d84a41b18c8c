import { ContainerModule } from 'inversify';
import { MongoProductSearch } from '../infrastructure/search/mongo-product-search.ts';
import { MongoVocabulary } from '../infrastructure/search/mongo-vocabulary.ts';
import { ProductIndexer } from '../infrastructure/search/product-indexer.ts';
import { ProductReindexer } from '../infrastructure/search/product-reindexer.ts';
import { WordsOfText } from '../infrastructure/search/words-of-text.ts';
import type { Collections } from './collections.ts';
import { T } from './tokens.ts';

/** By what products are found and ordered. */
export function searchModule(
  { products: { documents }, words: vocabulary }: Pick<Collections, 'products' | 'words'>,
  language: string,
): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(T.WordsOfText).toConstantValue(new WordsOfText(language));
    bind(T.Vocabulary).toConstantValue(new MongoVocabulary(vocabulary));
    bind(T.ProductIndexer).toResolvedValue((words) => new ProductIndexer({ language, words }), [T.WordsOfText]);
    bind(T.ProductReindexer).toResolvedValue(
      (indexer, words) => new ProductReindexer({ documents, indexer, vocabulary: words }),
      [T.ProductIndexer, T.Vocabulary],
    );
    bind(T.ProductSearch).toResolvedValue(
      (words, known, { matches, postings }) =>
        new MongoProductSearch({ documents, words, vocabulary: known, matches, postings }),
      [T.WordsOfText, T.Vocabulary, T.Caches],
    );
  });
}
