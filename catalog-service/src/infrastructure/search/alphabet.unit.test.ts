import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Alphabet } from './alphabet.ts';

/** As databases compare texts: byte by byte in UTF-8. */
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

const ordered = (language: string, names: readonly string[]) => {
  const alphabet = new Alphabet(language);
  return names.toSorted((a, b) => byBytes(alphabet.keyOf(a), alphabet.keyOf(b)));
};

describe('names by the keys of an alphabet', () => {
  it.each([
    ['en', ['7 teas', 'Äpfel', 'apple', 'banana', 'Zebra']],
    ['de', ['Apfel', 'Äpfel', 'Apfelmus', 'Öl', 'Ziege']],
    ['sv', ['Apa', 'Zebra', 'Ål', 'Äpple', 'Öl']],
    ['tr', ['Cazibe', 'cz', 'çay', 'hurma', 'ığdır', 'irmik', 'su', 'şeker', 'Zeytin']],
    ['pl', ['Lody', 'Łosoś', 'Mak']],
    ['ru', ['ёж', 'Ель', 'Жук']],
    ['ja', ['あか', 'いろ', 'うみ']],
  ])('in %s, are in the order of the language: %j', (language, names) => {
    expect(ordered(language, names.toReversed())).toEqual(names);
  });

  it.each(['en', 'de', 'sv', 'tr', 'pl', 'el', 'ru'])(
    'in %s, two names are in the order that Intl has, if it tells them apart',
    (language) => {
      const { compare } = new Intl.Collator(language, { sensitivity: 'base' });
      const alphabet = new Alphabet(language);
      const name = fc.string({
        unit: fc.constantFrom(...Array.from('aàäåbcçdeéghiıjklłmnoöprsştuüvyzæøABCÇZÄ012αβγабвё ')),
        maxLength: 12,
      });
      fc.assert(
        fc.property(name, name, (a, b) => {
          const order = Math.sign(compare(a, b));
          if (order !== 0) expect(Math.sign(byBytes(alphabet.keyOf(a), alphabet.keyOf(b)))).toBe(order);
        }),
      );
    },
  );
});
