import { expect, it } from 'vitest';
import { closedLoad } from './load.ts';

it('when there is nothing more to do, ends before its time and counts what was done and what the engine computed for it', async () => {
  let engine = 100;
  const task = (index: number) => {
    if (index >= 10) return null;
    engine += 3;
    return index === 4 ? Promise.reject(new Error('No.')) : Promise.resolve();
  };
  const result = await closedLoad({ users: 3, seconds: 60, task, engineCpu: () => engine });
  expect(result).toMatchObject({ done: 9, failed: 1, failure: 'No.', engineMs: 3 });
});
