import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LinkSigner } from './link-signer.ts';

const signer = new LinkSigner('a-secret-of-at-least-32-characters!!');
const token = signer.tokenFor('guest-order', 'order-1');

describe('LinkSigner', () => {
  it('when a token is its own, takes it', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        expect(signer.isValid('guest-order', id, signer.tokenFor('guest-order', id))).toBe(true);
      }),
    );
  });

  it('when made, fits into an address as it is and holds 256 bits', () => {
    expect(token).toMatch(/^[\w-]{43}$/);
  });

  it.each([
    ['for another thing', signer.tokenFor('guest-order', 'order-2')],
    ['for another purpose', signer.tokenFor('guest-cart', 'order-1')],
    ['made with another key', new LinkSigner('another-secret-of-32-characters!!!').tokenFor('guest-order', 'order-1')],
    ['cut', token.slice(0, -1)],
    ['longer', `${token}A`],
    ['empty', ''],
    ['of the same length in other letters', 'é'.repeat(43)],
  ])('when a token is %s, refuses it', (_what, given) => {
    expect(signer.isValid('guest-order', 'order-1', given)).toBe(false);
  });

  it('when any character of a token is changed, refuses it', () => {
    for (let index = 0; index < token.length; index++) {
      const other = token[index] === 'A' ? 'B' : 'A';
      const changed = token.slice(0, index) + other + token.slice(index + 1);
      expect(signer.isValid('guest-order', 'order-1', changed)).toBe(false);
    }
  });
});
