import { expect, it } from 'vitest';
import { CachedAnswer } from './cached-answer.ts';

function counter(answers: (() => Promise<number>)[] = []) {
  const world = { now: 0, asked: 0 };
  const cached = new CachedAnswer({
    clock: { now: () => new Date(world.now) },
    ask: () => {
      world.asked += 1;
      return answers.shift()?.() ?? Promise.resolve(world.asked);
    },
    freshFor: (answer) => answer * 10,
  });
  return { world, cached };
}

it('asks again when the answer is as old as it may be', async () => {
  const { world, cached } = counter();
  expect(await cached.get()).toBe(1);
  world.now = 9;
  expect(await cached.get()).toBe(1);
  world.now = 10;
  expect(await cached.get()).toBe(2);
  world.now = 29;
  expect(await cached.get()).toBe(2);
});

it('asks once for all who wait', async () => {
  const { world, cached } = counter();
  expect(await Promise.all([cached.get(), cached.get(), cached.get()])).toEqual([1, 1, 1]);
  expect(world.asked).toBe(1);
});

it('tells all who wait that asking failed, and asks again next time', async () => {
  const { cached } = counter([() => Promise.reject(new Error('no answer'))]);
  const first = cached.get();
  await expect(Promise.all([first, cached.get()])).rejects.toThrow('no answer');
  expect(await cached.get()).toBe(2);
});
