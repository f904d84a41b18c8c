import { describe, expect, it } from 'vitest';
import { isLine, isLines } from './text.ts';

describe('a line of text', () => {
  it.each(['Nadia', 'Zoë 李雷', 'مریم می‌خواهد', '👩‍👩‍👧 & Co.', '葛󠄀城市', 'O’Neil-Smith, 3rd', '½ kg'])(
    'may be %s',
    (text) => {
      expect(isLine(text)).toBe(true);
    },
  );

  it.each([
    ['a line break', 'A\r\nTo: B'],
    ['a NUL', 'A\u0000B'],
    ['a delete', 'A\u007fB'],
    ['a line separator', 'A\u2028B'],
    ['a mark that turns the direction', 'A\u202egpj.exe'],
    ['a zero width space', 'A\u200bB'],
    ['a soft hyphen', 'A\u00adB'],
    ['a Hangul filler', 'A\u3164B'],
    ['half a character', 'A\ud800B'],
    ['nothing', ''],
    ['white space alone', ' \u3000\u00a0'],
    ['joiners alone', '\u200d\ufe0f'],
  ])('may not hold %s', (_what, text) => {
    expect(isLine(text)).toBe(false);
  });
});

describe('lines of text', () => {
  it.each(['', 'One.\n\tTwo.\r\n'])('may be %j', (text) => {
    expect(isLines(text)).toBe(true);
  });

  it.each(['A\u0000B', 'A\u2028B', 'A\u200bB'])('may not be %j', (text) => {
    expect(isLines(text)).toBe(false);
  });
});
