import { expect, it } from 'vitest';
import { slugOf } from './slug.ts';

it.each([
  ['Green tea', 'green-tea'],
  ['  Crème brûlée, 2 × 100 g! ', 'creme-brulee-2-100-g'],
  ['緑茶', 'product-0000000000cc'],
  [`${'x'.repeat(99)} y`, 'x'.repeat(99)],
])('when a product is called %j, its slug is %j', (name, slug) => {
  expect(slugOf(name, '0197a1b2-0000-7000-8000-0000000000cc')).toBe(slug);
});
