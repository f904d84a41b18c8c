import { expect, it } from 'vitest';
import { Turns } from './turns.ts';

it('when tasks share a key, runs them one after the other, also behind one that fails, and others at once', async () => {
  const turns = new Turns();
  const done: string[] = [];
  const first = Promise.withResolvers<undefined>();
  const failing = turns.run('a', async () => {
    await first.promise;
    throw new Error('refused');
  });
  const second = turns.run('a', async () => done.push('second of a'));
  await turns.run('b', async () => done.push('first of b'));
  expect(done).toEqual(['first of b']);
  first.resolve(undefined);
  await expect(failing).rejects.toThrow('refused');
  await second;
  expect(done).toEqual(['first of b', 'second of a']);
});
