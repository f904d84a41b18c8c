/**
 * Characters that can be typed but not seen, or that end a line: controls, separators of lines, halves of characters, and what Unicode
 * lets fonts ignore, such as marks that turn the direction of the text around them
 * (https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing). Joiners and variation selectors stay: Persian, Hindi,
 * Japanese names and emoji are written with them.
 */
const UNSEEN =
  /[[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]--[\u200c\u200d\ufe00-\ufe0f\u{e0100}-\u{e01ef}]]/v;

/** A letter, digit, sign or mark that has a shape: some letters have none, such as the Hangul filler. */
const SHAPE = /[[\p{L}\p{N}\p{P}\p{S}]--\p{Default_Ignorable_Code_Point}]/v;

/** Whether this is text on one line with something to see in it: a name, a street. */
export const isLine = (text: string): boolean => !UNSEEN.test(text) && SHAPE.test(text);

/** Whether this is text on any number of lines, or none at all: a description, a note. */
export const isLines = (text: string): boolean => !UNSEEN.test(text.replaceAll(/[\n\r\t]/g, ' '));
