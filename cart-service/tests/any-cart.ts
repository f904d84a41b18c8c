import { MOST_LINES, MOST_PIECES } from '@souk/kernel/limits';
import fc from 'fast-check';
import { aCart } from './a-cart.ts';

/** Few enough for carts to share many, and more than a cart holds. */
export const skus: readonly string[] = Array.from({ length: 70 }, (_, number) => `sku-${number}`);

export const quantity = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: MOST_PIECES }));

export const mostly = fc.integer({ min: 0, max: 14 }).map((dice) => dice > 0);

/** A cart may be older than the limit. */
const quantityInCart = fc.oneof(quantity, fc.integer({ min: 1, max: MOST_PIECES + 50 }));

/** Carts with so many different things. */
export const cartOf = (minLength: number, maxLength: number) =>
  fc
    .record({
      different: fc.shuffledSubarray([...skus], { minLength, maxLength }),
      quantities: fc.array(quantityInCart, { minLength: maxLength, maxLength }),
    })
    .map(({ different, quantities }) =>
      aCart({}, { lines: different.map((sku, index) => ({ sku, quantity: quantities[index]! })) }),
    );

export const anyCart = fc.oneof(cartOf(0, 25), cartOf(40, MOST_LINES), cartOf(MOST_LINES, MOST_LINES));
