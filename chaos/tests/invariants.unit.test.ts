import { expect, it } from 'vitest';
import { judge } from '../src/verdict.ts';
import { soundDay } from './sound-evidence.ts';

it('on a day without a fault, every invariant holds and has something to look at', () => {
  const verdicts = judge(soundDay().evidence);
  expect(verdicts.flatMap(({ violations }) => violations)).toEqual([]);
  expect(verdicts.map(({ invariant: { number } }) => number)).toEqual(
    Array.from({ length: 22 }, (_, index) => index + 1),
  );
  expect(
    verdicts
      .filter(({ lookedAt }) => lookedAt.some(({ count }) => count === 0))
      .map(({ invariant: { number } }) => number),
  ).toEqual([]);
});
