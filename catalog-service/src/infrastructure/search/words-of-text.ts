import snowball from 'snowball-stemmers';
import { folded } from './folding.ts';

/** https://snowballstem.org/algorithms/ */
const STEMMERS: Readonly<Record<string, string>> = {
  ar: 'arabic',
  ca: 'catalan',
  cs: 'czech',
  da: 'danish',
  de: 'german',
  en: 'english',
  es: 'spanish',
  eu: 'basque',
  fi: 'finnish',
  fr: 'french',
  ga: 'irish',
  hu: 'hungarian',
  hy: 'armenian',
  it: 'italian',
  nb: 'norwegian',
  nl: 'dutch',
  nn: 'norwegian',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sl: 'slovene',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
};

const LONGEST_WORD = 40;

/** The words of texts in the shop's language, as they are searched for: folded, and their stems. */
export class WordsOfText {
  readonly #language: string;
  readonly #segmenter: Intl.Segmenter;
  readonly #stemmer: { stem(word: string): string } | null;

  constructor(language: string) {
    this.#language = language;
    // Knows the words of languages that write no spaces, whatever language it is made for.
    this.#segmenter = new Intl.Segmenter(language, { granularity: 'word' });
    const algorithm = STEMMERS[new Intl.Locale(language).language];
    this.#stemmer = algorithm === undefined ? null : snowball.newStemmer(algorithm);
  }

  /** Each word once, in their order, as it is written. */
  of(text: string): readonly string[] {
    const parted = folded(text, this.#language)
      .replaceAll(/['’]s\b/g, '')
      .replaceAll(/['’_/]|\.(?!\d)/g, ' ');
    const found = new Set<string>();
    for (const { segment, isWordLike } of this.#segmenter.segment(parted)) {
      if (isWordLike === true) found.add(segment.slice(0, LONGEST_WORD));
    }
    return [...found];
  }

  stemOf(word: string): string {
    return this.#stemmer?.stem(word) ?? word;
  }

  /** Each stem once, in the order of the words. */
  stemsOf(text: string): readonly string[] {
    return [...new Set(this.of(text).map((word) => this.stemOf(word)))];
  }
}
