import slugify from '@sindresorhus/slugify';
import { isSlug, LONGEST_SLUG } from '@souk/kernel/slug';
import type { Slugs } from '../application/ports/slugs.ts';

/** The end of an id is what differs: it begins with the time. */
const SUFFIX_LENGTH = 8;
const BEYOND_LATIN = /(?!\p{Script=Latin})\p{L}/gu;

/** Writes names of any script in Latin letters, as far as that goes. */
export class SlugsOfNames implements Slugs {
  of(name: string, id: string): readonly string[] {
    const text = name.normalize('NFKC');
    const whole = slugOf(text);
    const suffix = id.replaceAll('-', '').slice(-SUFFIX_LENGTH);
    const unique = `${cut(whole || 'product', LONGEST_SLUG - SUFFIX_LENGTH - 1)}-${suffix}`;
    const short = cut(whole, LONGEST_SLUG);
    return isSlug(short) && !losesLetters(text) ? [short, unique] : [unique];
  }
}

const slugOf = (text: string): string => slugify(text, { decamelize: false });
const cut = (slug: string, longest: number): string => slug.slice(0, longest).replace(/-+$/, '');

/** Names that differ in letters which have no Latin ones would have the same slug. */
function losesLetters(text: string): boolean {
  const letters = new Set(text.match(BEYOND_LATIN));
  return [...letters].some((letter) => slugOf(letter) === '');
}
