import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InvariantsCheck } from './invariants-check.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** A check that sees this in one look after the other, and in all after these what it saw last; each takes 100 ms. */
function aCheck(...looks: readonly (readonly string[] | Error)[]) {
  let taken = 0;
  const check = new InvariantsCheck(async () => {
    const seen = looks[Math.min(taken++, looks.length - 1)] ?? [];
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (seen instanceof Error) throw seen;
    return new Set(seen);
  });
  return { check, taken: () => taken };
}

/** How a promise ends, once so much time has passed. */
async function outcomeOf(promise: Promise<void>, milliseconds: number): Promise<string> {
  let outcome = 'open';
  promise.then(
    () => (outcome = 'settled'),
    (error: unknown) => (outcome = String(error)),
  );
  await vi.advanceTimersByTimeAsync(milliseconds);
  return outcome;
}

describe('what is wrong', () => {
  it('when it is nothing, is seen at one look', async () => {
    const { check, taken } = aCheck([]);
    expect(await outcomeOf(check.settled(), 100)).toBe('settled');
    expect(taken()).toBe(1);
  });

  it('when it is put right, matters no more, whatever else goes wrong meanwhile', async () => {
    const { check } = aCheck(['a', 'b'], ['b', 'c'], ['c', 'd']);
    const settled = check.settled();
    expect(await outcomeOf(settled, 2_000)).toBe('open');
    expect(await outcomeOf(settled, 1_000)).toBe('settled');
  });

  it('when it stays so for three minutes, is told', async () => {
    const { check } = aCheck(['a', 'b'], ['b']);
    const settled = check.settled();
    expect(await outcomeOf(settled, 180_000)).toBe('open');
    expect(await outcomeOf(settled, 2_000)).toBe('Error: Nobody has put this right:\nb');
  });
});

describe('a look', () => {
  it('serves all who asked before it began, and nobody who asked later', async () => {
    const { check, taken } = aCheck([]);
    const first = check.settled();
    await vi.advanceTimersByTimeAsync(50);
    const others = [check.settled(), check.settled()];
    expect(await outcomeOf(first, 50)).toBe('settled');
    await vi.advanceTimersByTimeAsync(300);
    expect(await Promise.all(others.map((other) => outcomeOf(other, 0)))).toEqual(['settled', 'settled']);
    expect(taken()).toBe(2);
  });

  it('leaves twice the time that it took until the next one begins', async () => {
    const { check, taken } = aCheck([]);
    expect(await outcomeOf(check.settled(), 100)).toBe('settled');
    expect(await outcomeOf(check.settled(), 190)).toBe('open');
    expect(taken()).toBe(1);
    await vi.advanceTimersByTimeAsync(10);
    expect(taken()).toBe(2);
  });

  it('that fails does so for those whom it serves, not for the next', async () => {
    const { check } = aCheck(new Error('The broker does not answer.'), []);
    const [first, second] = [check.settled(), outcomeOf(check.settled(), 0)];
    expect(await outcomeOf(first, 100)).toBe('Error: The broker does not answer.');
    expect(await second).toBe('open');
    expect(await outcomeOf(check.settled(), 300)).toBe('settled');
  });
});
