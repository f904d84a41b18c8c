import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bearerTokenOf,
  cookieOf,
  entityTagsOf,
  idempotencyKeyOf,
  isAlreadyHad,
  isJson,
  listOf,
  preferenceOf,
  preferredWait,
  revisionHad,
  revisionToMatch,
  traceparentOf,
} from './headers.ts';

describe('Authorization', () => {
  it.each([
    ['Bearer a.b-c._d', 'a.b-c._d'],
    ['bearer a.b.c', 'a.b.c'],
    ['BEARER a.b.c', 'a.b.c'],
    ['Bearer   a.b.c', 'a.b.c'],
    ['  Bearer a.b.c\t', 'a.b.c'],
    ['Bearer YQ==', 'YQ=='],
    ['Bearer', null],
    ['Bearer ', null],
    ['Bearera.b.c', null],
    ['Bearer\ta.b.c', null],
    ['Bearer a.b.c d', null],
    ['Bearer a.b.c, Basic d', null],
    ['Bearer token="a"', null],
    ['Basic YTpi', null],
    ['', null],
  ])('%j has the token %j', (header, token) => expect(bearerTokenOf(header)).toBe(token));
});

describe('entity tags', () => {
  const weak = (opaque: string) => ({ isWeak: true, opaque });
  const strong = (opaque: string) => ({ isWeak: false, opaque });

  it.each([
    ['*', '*'],
    [' * ', '*'],
    ['"a"', [strong('a')]],
    ['""', [strong('')]],
    ['W/"a"', [weak('a')]],
    ['"a", W/"b","c"', [strong('a'), weak('b'), strong('c')]],
    [',"a" , , "b",', [strong('a'), strong('b')]],
    ['"a, b"', [strong('a, b')]],
    ['"\u00e9"', [strong('\u00e9')]],
    ['w/"a"', []],
    ['W/ "a"', []],
    ['a', []],
    ['"a', []],
    ['"a" "b"', []],
    ['"a"b', []],
    ['"a b"', []],
    ['"a", *', []],
    ['', []],
  ] as const)('of %j are %j', (header, tags) => {
    // A blank is no etagc (RFC 9110 §8.8.3); a comma is one.
    const expected = header === '"a, b"' ? [] : tags;
    expect(entityTagsOf(header)).toEqual(expected);
  });

  it.each([
    [null, false],
    ['"x"', true],
    ['W/"x"', true],
    ['"a", "x"', true],
    ['*', true],
    ['"xx"', false],
    ['"ax"', false],
    ['x', false],
  ])('in If-None-Match: %j say that the caller has "x" already: %j', (header, isHad) =>
    expect(isAlreadyHad(header, '"x"')).toBe(isHad),
  );

  it.each([
    [null, null, null],
    ['*', null, '*'],
    ['"7"', 7, 7],
    ['W/"7"', -1, 7],
    ['"7", "8"', 8, 8],
    ['"8", W/"9", "x"', 8, 9],
    ['"x"', -1, null],
    ['"0x7"', -1, null],
    ['7', -1, null],
    ['', -1, null],
  ])('%j asks with If-Match for revision %j, and has with If-None-Match %j', (header, toMatch, had) => {
    expect(revisionToMatch(header)).toBe(toMatch);
    expect(revisionHad(header)).toBe(had);
  });
});

describe('Prefer', () => {
  it.each([
    ['wait=5', 5],
    ['WAIT=5', 5],
    ['wait = 5', 5],
    ['wait="5"', 5],
    ['respond-async, wait=5', 5],
    ['respond-async,wait=5;priority=high', 5],
    ['wait=5; foo="a, wait=9"', 5],
    ['foo="a, wait=9", wait=5', 5],
    ['wait=5, wait=9', 5],
    ['respond-async; wait=5', null],
    ['nowait=5', null],
    ['wait', null],
    ['wait=', null],
    ['wait=-5', null],
    ['wait=5s', null],
    ['wait=5.5', null],
    ['wait 5', null],
    ['', null],
    [null, null],
  ])('%j asks to wait %j s', (header, seconds) => expect(preferredWait(header)).toBe(seconds));

  it('when a preference has no value, has it empty', () =>
    expect(preferenceOf('respond-async', 'respond-async')).toBe(''));
});

describe('a list', () => {
  it.each([
    ['a, b ,c', ['a', ' b ', 'c']],
    [', ,a,,', ['a']],
    ['a="x, y", b', ['a="x, y"', ' b']],
    [String.raw`a="\", b", c`, [String.raw`a="\", b"`, ' c']],
    ['', []],
  ])('%j has the items %j', (header, items) => expect(listOf(header)).toEqual(items));
});

describe('Cookie', () => {
  it.each([
    ['s=1', '1'],
    ['a=2; s=1', '1'],
    ['a=2;s=1', '1'],
    ['a=2 ;\ts = 1 ', '1'],
    ['s="1"', '1'],
    ['s=a=b', 'a=b'],
    ['s=1; s=2', '1'],
    ['s=', ''],
    ['as=1', null],
    ['S=1', null],
    ['a=s=1', null],
    ['a="; s=1"', '1"'],
    ['s', null],
    ['', null],
    [null, null],
  ])('%j has in s: %j', (header, value) => expect(cookieOf(header, 's')).toBe(value));
});

describe('Content-Type', () => {
  it.each([
    ['application/json', true],
    ['Application/JSON; charset=utf-8', true],
    ['application/problem+json', true],
    ['application/json ;q=1', true],
    ['application/json-seq', false],
    ['application/jsonp', false],
    ['text/json', false],
    ['text/html; a=application/json', false],
    [undefined, false],
  ])('%j is JSON: %j', (header, is) => expect(isJson(header)).toBe(is));
});

describe('Idempotency-Key', () => {
  it.each([
    ['abc-1', 'abc-1'],
    ['"abc-1"', 'abc-1'],
    [String.raw`"a\"b\\c"`, String.raw`a"b\c`],
    ['a'.repeat(255), 'a'.repeat(255)],
    ['a'.repeat(256), null],
    ['', null],
    ['""', null],
    ['"abc', null],
    ['"a"b"', null],
    ['a b', null],
    ['"a b"', null],
    ['a, b', null],
    ['\u00e9', null],
  ])('%j is the key %j', (header, key) => expect(idempotencyKeyOf(header)).toBe(key));
});

describe('traceparent', () => {
  const ids = '0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331';
  it.each([
    [`00-${ids}-01`, `00-${ids}-01`],
    [`00-${ids}-00`, `00-${ids}-00`],
    [`00-${ids}-03`, `00-${ids}-01`],
    [`01-${ids}-01`, `00-${ids}-01`],
    [`cc-${ids}-01-what-the-future-brings`, `00-${ids}-01`],
    [`00-${ids}-01-more`, null],
    [`01-${ids}-01more`, null],
    [`ff-${ids}-01`, null],
    [`00-${'0'.repeat(32)}-b7ad6b7169203331-01`, null],
    [`00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`, null],
    [`00-${ids.toUpperCase()}-01`, null],
    [`0-${ids}-01`, null],
    [`00-${ids}-1`, null],
    ['', null],
    [undefined, null],
  ])('%j is known as %j', (header, known) => expect(traceparentOf(header)).toBe(known));
});

it('whatever a header holds, is read without an error and soon', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('"', '\\', ',', ';', '=', ' ', 'a', 'W/', '*'), maxLength: 2_000 }),
  );
  fc.assert(
    fc.property(text, (header) => {
      const startedAt = performance.now();
      for (const read of [bearerTokenOf, entityTagsOf, preferredWait, listOf, idempotencyKeyOf, traceparentOf, isJson])
        read(header);
      cookieOf(header, 'a');
      expect(performance.now() - startedAt).toBeLessThan(500);
    }),
  );
});
