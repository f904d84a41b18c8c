/** Letters that Unicode does not take apart into a basic one and a mark. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
  ё: 'е',
};
const UNDIVIDED = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');

/** Only where they are marks on letters: in Thai and Hindi they are vowels, and in kana they make another letter. */
const MARKS = /(?<=[\p{Script=Latin}\p{Script=Greek}][\u0300-\u036f]*)[\u0300-\u036f]/gu;
/** Vowels and lengthening that Arabic can be written with and mostly is not. */
const ARABIC_SIGNS = /[\u0640\u064b-\u0652]/g;

/** A text as it is compared when searching: in lower case, without diacritics. */
export const folded = (text: string, language: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(ARABIC_SIGNS, '')
    .normalize('NFC')
    .toLocaleLowerCase(language)
    .replaceAll(UNDIVIDED, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFD')
    .replaceAll(MARKS, '')
    .normalize('NFC');
