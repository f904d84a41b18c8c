import { describe, expect, it } from 'vitest';
import { Email, line, PostalAddress, Sku } from '../src/fields.ts';

describe('an e-mail address', () => {
  it.each([
    'mila@xn--80ak6aa92e.xn--p1ai',
    'mila@xn--fiqs8s.xn--fiqs8s',
    'r&d@souk.local',
    'a/b=c@souk.local',
    "o'neil@souk.local",
    'plus+tag@souk.local',
    `${'a'.repeat(64)}@souk.local`,
  ])('may be %s', (address) => {
    expect(Email.parse(address)).toBe(address);
  });

  it('is one whatever its case', () => {
    expect(Email.parse(' Nadia@Souk.Local ')).toBe('nadia@souk.local');
  });

  it.each([
    '',
    'nadia',
    'nadia@localhost',
    'nadia@127.0.0.1',
    '.nadia@souk.local',
    'na..dia@souk.local',
    'nadia@-souk.local',
    'nadia@souk..local',
    'nadia@souk.local\r\nbcc: x@souk.local',
    'nadia@münchen.de',
    '"nadia"@souk.local',
    'Nadia <nadia@souk.local>',
    `${'a'.repeat(65)}@souk.local`,
    `nadia@${'a'.repeat(250)}.de`,
  ])('may not be %j', (address) => {
    expect(Email.safeParse(address).success).toBe(false);
  });
});

describe('a line', () => {
  it('is composed and trimmed', () => {
    expect(line(10).parse(' Cafe\u0301 ')).toBe('Caf\u00e9');
  });
});

describe('a SKU', () => {
  it.each(['A', 'TEA..1', 'tea_1.2-3', 'a'.repeat(64)])('may be %s', (sku) => {
    expect(Sku.parse(sku)).toBe(sku);
  });

  it.each(['', '.A', '-A', 'A/B', 'A B', 'Ä', 'a'.repeat(65)])('may not be %j', (sku) => {
    expect(Sku.safeParse(sku).success).toBe(false);
  });
});

describe('a postal address', () => {
  const address = { name: 'Nadia', line1: '1 Test Lane', city: 'Berlin', country: 'DE', postalCode: '10115' };

  it('has a second line or none', () => {
    expect(PostalAddress.parse(address)).toEqual({ ...address, line2: null });
  });

  it.each(['AE', 'HK', 'QA', 'IE'])('has no postal code where there is none: %s', (country) => {
    const { postalCode: _none, ...withoutCode } = { ...address, country };
    expect(PostalAddress.parse(withoutCode).postalCode).toBeNull();
  });

  it.each(['DE', 'US', 'JP'])('has one where it is needed: %s', (country) => {
    const { postalCode: _none, ...withoutCode } = { ...address, country };
    const paths = PostalAddress.safeParse(withoutCode).error?.issues.map(({ path }) => path);
    expect(paths).toEqual([['postalCode']]);
  });

  it.each(['ZZ', 'XX', 'UK', 'EU', 'de'])('is not in %s, which is no country', (country) => {
    expect(PostalAddress.safeParse({ ...address, country }).success).toBe(false);
  });
});
