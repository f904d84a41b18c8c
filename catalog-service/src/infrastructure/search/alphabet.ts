import { folded } from './folding.ts';

const LONGEST = 60;
/** Up to here, signs and letters get places; those of other scripts keep the order of Unicode, which is theirs, too. */
const FIRST_KEPT = 0x600;
const FIRST_PLACE = 0x21;

/**
 * Makes keys of names whose order, byte by byte, is that of the names in the shop's language: å is behind z in Swedish and beside a in
 * German. Databases can do that only with a library that the embedded one lacks.
 */
export class Alphabet {
  readonly #language: string;
  readonly #places: ReadonlyMap<string, string>;

  constructor(language: string) {
    this.#language = language;
    this.#places = placesIn(language);
  }

  /** Names that differ in nothing but case and marks stand beside each other. */
  keyOf(name: string): string {
    const lower = name.normalize('NFC').toLocaleLowerCase(this.#language);
    const letters = Array.from(lower).slice(0, LONGEST);
    const places = letters.map((letter) => this.#places.get(letter) ?? letter).join('');
    return `${places} ${letters.join('')}`;
  }
}

function placesIn(language: string): ReadonlyMap<string, string> {
  const { compare } = new Intl.Collator(language, { sensitivity: 'base' });
  const signs = Array.from({ length: FIRST_KEPT }, (_, code) => String.fromCodePoint(code)).filter(
    (sign) => /[\p{L}\p{N}\p{P}\p{S}\p{Zs}]/u.test(sign) && sign === sign.toLocaleLowerCase(language),
  );
  const places = new Map<string, string>();
  let place = FIRST_PLACE;
  let before: string | null = null;
  for (const sign of signs.toSorted(compare)) {
    if (before !== null && compare(before, sign) !== 0) place += 1;
    places.set(sign, String.fromCodePoint(place));
    before = sign;
  }
  for (const sign of signs) {
    const letters = folded(sign, language);
    // Such as æ, where it counts as a and e.
    if (letters.length > 1 && compare(sign, letters) === 0) {
      places.set(sign, Array.from(letters, (letter) => places.get(letter) ?? letter).join(''));
    }
  }
  return places;
}
