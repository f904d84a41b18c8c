import { Random } from './random.ts';

const ONSETS = ['b', 'd', 'f', 'g', 'h', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'z', 'br', 'st', 'tr'];
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ai', 'ou'];
const MOST = 20_000;
const SEED_OF_THE_LANGUAGE = 1;

/** Words that nobody knows, used as often as those of a language are: the n-th one an n-th as often as the first (Zipf). */
export class Words {
  readonly #words: readonly string[];
  /** Sums of the frequencies up to each word. */
  readonly #sums: readonly number[];

  constructor() {
    const random = new Random(SEED_OF_THE_LANGUAGE);
    const syllable = () => random.pick(ONSETS) + random.pick(VOWELS);
    const words = new Set<string>();
    while (words.size < MOST) words.add(Array.from({ length: 2 + random.below(3) }, syllable).join(''));
    this.#words = [...words];
    let sum = 0;
    this.#sums = this.#words.map((_, index) => (sum += 1 / (index + 1)));
  }

  draw(random: Random): string {
    const wanted = random.next() * (this.#sums.at(-1) ?? 0);
    let [low, high] = [0, this.#sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sums[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return this.#words[low] ?? '';
  }

  text(random: Random, length: number): string {
    return Array.from({ length }, () => this.draw(random)).join(' ');
  }
}
