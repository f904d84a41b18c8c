import { Slug } from '@souk/contracts/fields';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SlugsOfNames } from './slugs-of-names.ts';

const id = '0197a1b2-0000-7000-8000-1234567890cc';
const slugs = new SlugsOfNames();

it.each([
  ['Green tea', 'green-tea'],
  ['  Crème brûlée, 2 × 100 g! ', 'creme-brulee-2-100-g'],
  ['Łódź cup', 'lodz-cup'],
  ['Smørrebrød', 'smorrebrod'],
  ['Straße', 'strasse'],
  ['Ærø', 'aero'],
  ['Işık', 'isik'],
  ['ﬁne tea', 'fine-tea'],
  ['شاي', 'shay'],
  ['緑茶', 'product-567890cc'],
  ['緑茶 250', '250-567890cc'],
  ['!!!', 'product-567890cc'],
  ['0197a1b2 0000 7000 8000 0000000000cc', '0197a1b2-0000-7000-8000-0000000000cc-567890cc'],
  [`${'x'.repeat(99)} y`, 'x'.repeat(99)],
])('when a product is called %j, its slug is %j', (name, slug) => {
  expect(slugs.of(name, id)[0]).toBe(slug);
});

it('whatever a product is called, every slug that is made may be given, and the last one is of the id', () => {
  const name = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.uuid(),
  );
  fc.assert(
    fc.property(name, fc.uuid(), (given, ofProduct) => {
      const made = slugs.of(given, ofProduct);
      for (const slug of made) expect(Slug.safeParse(slug).success, slug).toBe(true);
      expect(made.at(-1)).toMatch(new RegExp(`-${ofProduct.slice(-8)}$`));
    }),
  );
});
