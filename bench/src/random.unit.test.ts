import { describe, expect, it } from 'vitest';
import { neverDrawnBefore, Random } from './random.ts';
import { Words } from './words.ts';

describe('what is drawn at random', () => {
  it('when the seed is the same, is the same; with another one it is not', () => {
    const tenOf = (seed: number) => {
      const random = new Random(seed);
      return Array.from({ length: 10 }, () => random.below(1_000));
    };
    expect(tenOf(1)).toEqual(tenOf(1));
    expect(tenOf(2)).not.toEqual(tenOf(1));
  });

  it('when drawn often, is spread over all there is', () => {
    const random = new Random(1);
    const counts = Array.from({ length: 10 }, () => 0);
    for (let draw = 0; draw < 10_000; draw++) counts[random.below(10)]!++;
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  it('when one of some is picked, may be undefined as any other; of none, says so', () => {
    expect([new Random(1).pick<string | undefined>([undefined])]).toEqual([undefined]);
    expect(() => new Random(1).pick([])).toThrow('nothing to pick');
  });

  it('when it must be new, never comes twice, and ends when there is no more', () => {
    const random = new Random(1);
    const next = neverDrawnBefore(() => String(random.below(20)));
    const drawn = Array.from({ length: 30 }, next).filter((text) => text !== null);
    expect(new Set(drawn).size).toBe(drawn.length);
    expect(drawn.length).toBeGreaterThan(15);
    expect(next()).toBeNull();
  });

  it('when words are drawn, the first is about twice as frequent as the second and a hundred times as the hundredth', () => {
    const random = new Random(1);
    const words = new Words();
    const counts = new Map<string, number>();
    for (const word of words.text(random, 200_000).split(' ')) counts.set(word, (counts.get(word) ?? 0) + 1);
    const [first = 0, second = 0, ...rest] = [...counts.values()].sort((a, b) => b - a);
    expect(first / second).toBeGreaterThan(1.8);
    expect(first / second).toBeLessThan(2.2);
    expect(first / rest[97]!).toBeGreaterThan(70);
    expect(first / rest[97]!).toBeLessThan(130);
  });
});
