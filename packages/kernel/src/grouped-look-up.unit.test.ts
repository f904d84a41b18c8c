import { expect, it } from 'vitest';
import { GroupedLookUp } from './grouped-look-up.ts';

function aLookUp() {
  const queries: { readonly keys: readonly string[]; readonly end: PromiseWithResolvers<undefined> }[] = [];
  const lookUp = new GroupedLookUp(async (keys) => {
    const end = Promise.withResolvers<undefined>();
    queries.push({ keys, end });
    await end.promise;
    return new Map(keys.map((key) => [key, key.toUpperCase()]));
  });
  return { queries, lookUp };
}

it('when many ask while a query is in progress, asks for all of them at once after it', async () => {
  const { queries, lookUp } = aLookUp();
  const first = lookUp.of(['a']);
  await expect.poll(() => queries.length).toBe(1);
  const others = [lookUp.of(['b', 'c']), lookUp.of(['c', 'd'])];
  queries[0]!.end.resolve(undefined);
  expect((await first).get('a')).toBe('A');
  await expect.poll(() => queries.map(({ keys }) => keys)).toEqual([['a'], ['b', 'c', 'd']]);
  queries[1]!.end.resolve(undefined);
  for (const found of await Promise.all(others)) expect(found.get('c')).toBe('C');
});

it('when a query fails, says so to those who shared it, and asks again for the next', async () => {
  const { queries, lookUp } = aLookUp();
  const failing = Promise.allSettled([lookUp.of(['a']), lookUp.of(['b'])]);
  await expect.poll(() => queries.length).toBe(1);
  queries[0]!.end.reject(new Error('away'));
  expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = lookUp.of(['a']);
  await expect.poll(() => queries.length).toBe(2);
  queries[1]!.end.resolve(undefined);
  expect((await next).get('a')).toBe('A');
});
