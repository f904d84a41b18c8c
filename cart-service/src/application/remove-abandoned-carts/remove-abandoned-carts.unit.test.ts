import { expect, it } from 'vitest';
import { aCart, at, daysLater } from '../../../tests/a-cart.ts';
import { InMemoryCartRepository } from '../../../tests/in-memory-cart-repository.ts';
import { RemoveAbandonedCarts } from './remove-abandoned-carts.ts';

const ids = Array.from({ length: 2_001 }, (_, index) => `cart-${index}`);

it.each([
  ['30 days old', 30, ids.length],
  ['older, and more than are removed at once', 30.1, 0],
])('when guests’ carts are %s, are what they should be', async (_age, days, expected) => {
  const carts = new InMemoryCartRepository(...ids.map((id) => aCart({}, { id, updatedAt: at })));
  await new RemoveAbandonedCarts({ carts, clock: { now: () => daysLater(days) } }).execute();
  const left = await Promise.all(ids.map((id) => carts.find(id)));
  expect(left.filter((cart) => cart !== null)).toHaveLength(expected);
});
