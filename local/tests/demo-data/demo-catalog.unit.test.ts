import { expect, it } from 'vitest';
import { DEMO_CATALOG, slugOf } from '../../src/demo-data/demo-catalog.ts';

const products = DEMO_CATALOG.flatMap(({ products }) => products);

it('has 6 categories with 10 products each', () => {
  expect(DEMO_CATALOG.map(({ products }) => products.length)).toEqual([10, 10, 10, 10, 10, 10]);
});

it('has a slug of its own for every category and for every product, in the form that the catalog takes', () => {
  for (const slugs of [DEMO_CATALOG.map(({ slug }) => slug), products.map(({ name }) => slugOf(name))]) {
    expect(new Set(slugs).size).toBe(slugs.length);
    for (const slug of slugs) expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  }
});

it('has positive prices in whole cents, also with every surcharge', () => {
  for (const { variants, products } of DEMO_CATALOG) {
    const prices = products.flatMap(({ price }) => variants.map(([, surcharge]) => price + surcharge));
    expect(prices.every((price) => Number.isInteger(price) && price > 0)).toBe(true);
  }
});

it('has variants of different names, the first at the price of the product', () => {
  for (const { variants } of DEMO_CATALOG) {
    expect(variants[0]?.[1]).toBe(0);
    expect(new Set(variants.map(([name]) => name)).size).toBe(variants.length);
  }
});

it.each([
  ['Gunpowder Green', 'gunpowder-green'],
  ['Za’atar', 'zaatar'],
  ['Tagine of Salé', 'tagine-of-sale'],
  ['Cafétière & Cup', 'cafetiere-cup'],
])('the slug of %s is %s', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});
