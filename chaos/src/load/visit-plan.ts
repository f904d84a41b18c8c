import type { SeededRandom } from './seeded-random.ts';
import type { CARD, Wish } from './shopper.ts';

const WAYS = [
  ['buy', 34],
  ['pay after a decline', 12],
  ['abandon', 6],
  ['let the session expire', 6],
  ['cancel', 8],
  ['cancel while paying', 10],
  ['cancel when paid', 6],
  ['return to an old order', 6],
  ['check out twice', 6],
  ['play with the cart', 4],
  ['pry', 2],
] as const;

/** What somebody does in the shop, decided before they come: the same seed sends the same people with the same plans. */
export interface Visit {
  readonly way: (typeof WAYS)[number][0];
  readonly isGuest: boolean;
  readonly wishes: readonly Wish[];
  /** Milliseconds of thought: before the checkout, before paying, and between paying and cancelling. */
  readonly pauses: readonly [number, number, number];
  /** Whether they cancel first and pay then, where they do both at once. */
  readonly cancelsFirst: boolean;
  readonly card: keyof typeof CARD;
}

const CARDS = [
  ['paid', 75],
  ['slowRefund', 18],
  ['disputed', 7],
] as const;

const MOST_THOUGHT_MS = 400;

export function drawVisit(random: SeededRandom, skus: readonly string[]): Visit {
  const pause = () => random.between(0, MOST_THOUGHT_MS);
  return {
    way: random.weighted(WAYS),
    isGuest: random.isChosen(0.4),
    wishes: Array.from({ length: random.between(1, 3) }, () => {
      return { sku: random.pick(skus), quantity: random.between(1, 3) };
    }),
    pauses: [pause(), pause(), pause()],
    cancelsFirst: random.isChosen(0.5),
    card: random.weighted(CARDS),
  };
}
