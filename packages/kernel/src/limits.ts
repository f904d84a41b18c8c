/** How many different SKUs a cart and an order hold at most. */
export const MOST_LINES = 50;

/** How many pieces of one SKU a cart and an order hold at most. */
export const MOST_PIECES = 99;

/** How many SKUs one look-up in the catalog takes: more than one cart holds, so that two can be merged in one. */
export const MOST_SKUS_PER_LOOK_UP = 2 * MOST_LINES;
