import { describe, expect, it } from 'vitest';
import { WordsOfText } from './words-of-text.ts';

describe('the words of a text', () => {
  it.each([
    ['en', 'Two Tea-Pots, 100 g', ['two', 'tea', 'pot', '100', 'g']],
    ['en', "Men's café crème", ['men', 'cafe', 'creme']],
    ['en', 'Łódź Smørrebrød Straße', ['lodz', 'smorrebrod', 'strass']],
    ['de', 'Häuser', ['haus']],
    ['fr', "L'eau d'orange", ['l', 'eau', 'd', 'orang']],
    ['tr', 'IŞIK', ['isik']],
    ['ja', '抹茶茶碗', ['抹茶', '茶碗']],
    ['en', 'ชาเขียวร้อน', ['ชา', 'เขียว', 'ร้อน']],
    ['en', 'ガラス', ['ガラス']],
    ['en', 'v1.5 a_b', ['v1.5', 'a', 'b']],
    ['en', '(.*)+$ -- "', []],
  ])('in a shop in %s, are of %j: %j', (language, text, words) => {
    expect(new WordsOfText(language).stemsOf(text)).toEqual(words);
  });

  it.each([
    ['en', 'teas', 'TEA'],
    ['en', 'Crème', 'creme'],
    ['de', 'Müsliriegel', 'musliriegel'],
    ['tr', 'ışık', 'IŞIK'],
    ['ar', 'شَاي', 'شاي'],
    ['el', 'καφές', 'ΚΑΦΕΣ'],
    ['ru', 'ёлки', 'елка'],
  ])('in a shop in %s, %j is found as %j', (language, written, asked) => {
    const words = new WordsOfText(language);
    expect(words.stemsOf(asked)).toEqual(words.stemsOf(written));
  });
});
