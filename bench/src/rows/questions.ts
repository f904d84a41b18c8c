import { emailOf, FIRST_PLACED_AT, ORDERS_OF_ONE, PLACED_EVERY_MS } from '../fill/orders.ts';
import { CATEGORIES, MOST_EXPENSIVE, productIdOf, slugOf } from '../fill/products.ts';
import type { Random } from '../random.ts';
import type { Words } from '../words.ts';

interface Draw {
  readonly random: Random;
  readonly words: Words;
  /** How many products, and how many orders, there are. */
  readonly size: number;
}

/** Something that shoppers or admins ask again and again, each time a little different. */
export interface Question {
  readonly name: string;
  readonly what: string;
  /** Whether what has just been asked may be answered from a cache. */
  readonly isCached: boolean;
  readonly asker: 'nobody' | 'admin' | 'customer';
  /** Path and query. */
  draw(draw: Draw): string;
}

const SORTS = ['name', '-name', 'price', '-price', 'createdAt', '-createdAt', undefined];
/** As far as `offset` goes. */
const FURTHEST = 1_000;

const offsetIn = (random: Random, rows: number): number => random.below(Math.max(1, Math.min(FURTHEST, rows - 20)));

const pathOf = (path: string, query: Readonly<Record<string, string | number | undefined>>): string => {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value));
  return `${path}?${given.toString()}`;
};

export const QUESTIONS: readonly Question[] = [
  {
    name: 'first-page',
    what: 'first page of a list',
    isCached: true,
    asker: 'nobody',
    draw: ({ random }) =>
      pathOf('/v1/products', {
        limit: 1 + random.below(100),
        sort: random.pick(SORTS),
        category: random.pick([...CATEGORIES, undefined]),
      }),
  },
  {
    name: 'list',
    what: 'any page of the list',
    isCached: true,
    asker: 'nobody',
    draw: ({ random, size }) =>
      pathOf('/v1/products', {
        limit: 12 + random.below(37),
        offset: offsetIn(random, size),
        sort: random.pick(SORTS),
      }),
  },
  {
    name: 'detail',
    what: 'product',
    isCached: true,
    asker: 'nobody',
    draw: ({ random, size }) => {
      const number = random.below(size);
      return `/v1/products/${random.next() < 0.8 ? slugOf(number) : productIdOf(number)}`;
    },
  },
  {
    name: 'search',
    what: 'search for one or two words',
    isCached: true,
    asker: 'nobody',
    draw: ({ random, words }) =>
      pathOf('/v1/products', { q: words.text(random, 1 + random.below(2)), limit: 12 + random.below(37) }),
  },
  {
    name: 'filters',
    what: 'category, price and in stock',
    isCached: true,
    asker: 'nobody',
    draw: ({ random }) => {
      const least = random.below(MOST_EXPENSIVE);
      return pathOf('/v1/products', {
        category: random.pick(CATEGORIES),
        minPrice: least,
        maxPrice: least + random.below(MOST_EXPENSIVE),
        inStock: random.pick(['true', 'false']),
        sort: random.pick(SORTS),
      });
    },
  },
  {
    name: 'orders',
    what: "orders by an admin's filters",
    isCached: false,
    asker: 'admin',
    draw: ({ random, size }) => {
      const from = FIRST_PLACED_AT + random.below(size) * PLACED_EVERY_MS;
      const filter = random.pick<Readonly<Record<string, string>>>([
        { paymentStatus: random.pick(['paid', 'unpaid', 'refunded']) },
        { status: random.pick(['confirmed', 'cancelled']) },
        { email: emailOf(random.below(size)) },
        { from: new Date(from).toISOString() },
        { status: 'confirmed', paymentStatus: 'refunded', from: new Date(from).toISOString() },
      ]);
      return pathOf('/v1/admin/orders', {
        ...filter,
        limit: 10 + random.below(41),
        offset: offsetIn(random, size / 2),
      });
    },
  },
  {
    name: 'my-orders',
    what: 'my orders',
    isCached: false,
    asker: 'customer',
    draw: ({ random, size }) =>
      pathOf('/v1/orders', { limit: 5 + random.below(46), offset: offsetIn(random, size * ORDERS_OF_ONE) }),
  },
];
