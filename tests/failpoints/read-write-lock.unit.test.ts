import { expect, it } from 'vitest';
import { ReadWriteLock } from './read-write-lock.ts';

it('works at once what may be, and alone what has to be, in the order of asking', async () => {
  const lock = new ReadWriteLock();
  const seen: string[] = [];
  const work = (name: string) => async () => {
    seen.push(`${name} begins`);
    await new Promise(setImmediate);
    seen.push(`${name} ends`);
  };
  await Promise.all([
    lock.shared(work('a')),
    lock.shared(work('b')),
    lock.exclusive(work('c')),
    lock.exclusive(work('d')),
    lock.shared(work('e')),
  ]);
  expect(seen.slice(0, 4)).toEqual(['a begins', 'b begins', 'a ends', 'b ends']);
  expect(seen.slice(4, 6)).toEqual(['c begins', 'c ends']);
  for (const name of ['d', 'e']) expect(seen.indexOf(`${name} ends`)).toBe(seen.indexOf(`${name} begins`) + 1);
});

it('goes on after work that failed', async () => {
  const lock = new ReadWriteLock();
  const failing = () => Promise.reject(new Error('no'));
  await expect(Promise.all([lock.shared(failing), lock.exclusive(() => Promise.resolve())])).rejects.toThrow('no');
  await expect(lock.exclusive(failing)).rejects.toThrow('no');
  await expect(lock.shared(() => Promise.resolve('yes'))).resolves.toBe('yes');
});
