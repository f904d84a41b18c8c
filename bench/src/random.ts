/** Numbers that look random and are the same in each run with the same seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to 1, which is never reached. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to `end - 1`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new RangeError('There is nothing to pick from.');
    // One of them, as `below` says.
    return items[this.below(items.length)] as Item;
  }
}

const TRIES = 100;

/** Draws what has not been drawn before, by its text; null once that is hard to find. */
export function neverDrawnBefore(draw: () => string): () => string | null {
  const drawn = new Set<string>();
  return () => {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const text = draw();
      if (drawn.has(text)) continue;
      drawn.add(text);
      return text;
    }
    return null;
  };
}
