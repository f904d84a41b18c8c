import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivedUuid, uuidGenerator, uuidv7 } from './ids.ts';

const millisecond = fc.integer({ min: 0, max: 2 ** 48 - 1 });

describe('uuidv7', () => {
  it('when made later, sorts later', () => {
    fc.assert(
      fc.property(millisecond, millisecond, (one, other) => {
        fc.pre(one !== other);
        expect(uuidv7(one) < uuidv7(other)).toBe(one < other);
      }),
    );
  });

  it('when made, has the version and the variant of RFC 9562, and its time', () => {
    fc.assert(
      fc.property(millisecond, (now) => {
        const id = uuidv7(now);
        expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
        expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now);
      }),
    );
  });

  it('when many are made in one millisecond, are all different', () => {
    expect(new Set(Array.from({ length: 10_000 }, () => uuidv7(1))).size).toBe(10_000);
  });

  it('when the generator is asked, is of now', () => {
    const before = uuidv7(Date.now() - 1);
    expect(before < uuidGenerator.next()).toBe(true);
  });
});

describe('derivedUuid', () => {
  it('when made of the same parts, is the same for ever', () => {
    // printf '["customer-1","key-1"]' | sha256sum, with version and variant put in.
    expect(derivedUuid('customer-1', 'key-1')).toBe('26d6a1e8-fa63-8725-b424-502b1cf5ec58');
  });

  it('when made of other parts, or of the same text cut elsewhere, is another', () => {
    const ids = [derivedUuid('ab', 'c'), derivedUuid('a', 'bc'), derivedUuid('abc'), derivedUuid('a","b', 'c')];
    expect(new Set(ids).size).toBe(4);
  });

  it('when made, has the version and the variant of RFC 9562', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (parts) => {
        expect(derivedUuid(...parts)).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      }),
    );
  });
});
