import { expect, it } from 'vitest';
import { seededFraction } from '../../src/faults/seeded-fraction.ts';

const sequence = (seed: number, stream: number, length = 1000) =>
  Array.from({ length }, (_, turn) => seededFraction(seed, stream, turn));

it('gives the same sequence for the same seed and stream, and another for any other', () => {
  expect(sequence(7, 0)).toEqual(sequence(7, 0));
  expect(sequence(8, 0, 5)).not.toEqual(sequence(7, 0, 5));
  expect(sequence(7, 1, 5)).not.toEqual(sequence(7, 0, 5));
});

it.each([
  [0, 0],
  [7, 3],
  [0xffff_ffff, 1],
])('spreads evenly over 0 to 1 with seed %i and stream %i', (seed, stream) => {
  const all = sequence(seed, stream, 10_000);
  const tenths = Array.from({ length: 10 }, (_, tenth) => all.filter((at) => Math.floor(at * 10) === tenth).length);
  expect(tenths.reduce((sum, size) => sum + size)).toBe(10_000);
  for (const size of tenths) expect(Math.abs(size - 1000)).toBeLessThan(150);
});
