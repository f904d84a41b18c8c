import { expect, it } from 'vitest';
import { Bench } from './bench.ts';
import { optionsOf } from './options.ts';

it('when some rows are chosen, by the beginnings of their names, wants those and no others', () => {
  const bench = new Bench(optionsOf(['--only', 'cart,list', '--sizes', '100,10', '--rushes', '4:1']));
  expect(bench.options).toMatchObject({ sizes: [10, 100], rushes: [{ buyers: 4, pieces: 1 }] });
  expect(['cart-add', 'cart-change', 'list', 'search', 'my-orders'].filter((name) => bench.wants(name))).toEqual([
    'cart-add',
    'cart-change',
    'list',
  ]);
});

it('when none is chosen, wants all', () => {
  expect(new Bench(optionsOf([])).wants('search')).toBe(true);
});
