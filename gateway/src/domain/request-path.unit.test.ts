import { SKU } from '@souk/kernel/sku';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PathIsMalformed, requirePlainPath } from './request-path.ts';

const isPlain = (path: string) => {
  try {
    requirePlainPath(path);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(PathIsMalformed);
    return false;
  }
};

describe('a request path', () => {
  it.each([
    '/',
    '/v1/products',
    '/v1/auth/jwks.json',
    '/v1/products/th%C3%A9-vert',
    "/v1/a~b!$&'()*+,;=:@-_",
    '/docs/',
    '/a..b',
    '/a%2Eb',
    '/a%2e%2e/b',
    '/..a/b',
    '/...',
    '/.well-known',
    '/a;x=..',
  ])('%j is plain', (path) => expect(isPlain(path)).toBe(true));

  it.each([
    '',
    'v1',
    '*',
    'http://x/v1',
    '//x',
    '/a//b',
    '/a/..',
    '/../a',
    '/a/.',
    '/./a',
    '/a\\b',
    '/a b',
    '/a\tb',
    '/a\nb',
    '/a\0b',
    '/a"b',
    '/a<b',
    '/a#b',
    '/a?b',
    '/é',
    '/a%2fb',
    '/a%2Fb',
    '/a%5cb',
    '/a%5Cb',
    '/%2e%2e',
    '/%2e',
    '/.%2E/a',
    '/a/%2e./b',
    '/..;/a',
    '/a/..;x=1/b',
    '/.;/a',
    '/..%3b/a',
    '/%c0%ae%c0%ae/a',
    '/a/.%C0%AE',
    '/%ef%bc%8e./a',
    '/a%252fb',
    '/a%25',
    '/a%00',
    '/a%0a',
    '/a%1F',
    '/a%7f',
    '/a%',
    '/a%4',
    '/a%g0',
    '/a%u002f',
  ])('%j is not', (path) => expect(isPlain(path)).toBe(false));

  it('with any SKU in it, written as it is or encoded, is plain', () => {
    const sku = fc.stringMatching(SKU);
    const encoded = (text: string) => encodeURIComponent(text).replaceAll('.', '%2E');
    fc.assert(
      fc.property(sku, (text) => {
        for (const segment of [text, encodeURIComponent(text), encoded(text)]) {
          expect(isPlain(`/v1/admin/inventory/${segment}/movements`)).toBe(true);
          expect(isPlain(`/v1/carts/c/items/${segment}`)).toBe(true);
        }
      }),
    );
    expect(isPlain('/v1/admin/inventory/TEA..x/adjustments')).toBe(true);
  });

  it('that is plain has the same segments however often a server decodes it', () => {
    const part = fc.constantFrom('/', '.', '..', '%2e', '%2E', ';', '%', '2', '5', 'e', 'f', 'c', '0', '\\', 'a');
    const path = fc.array(part, { maxLength: 12 });
    fc.assert(
      fc.property(path, (parts) => {
        const text = `/${parts.join('')}`;
        fc.pre(isPlain(text));
        const once = decode(text);
        expect(decode(once)).toBe(once);
        expect(once.split('/').length).toBe(text.split('/').length);
        expect(once.split('/').filter((segment) => /^\.{1,2}(?:;|$)/.test(segment))).toEqual([]);
        expect(new URL(text, 'http://x').pathname).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** As servers do that leave alone what is not UTF-8. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    expect(error).toBeInstanceOf(URIError);
    return text;
  }
}
