import { describe, expect, it } from 'vitest';
import { eachOnItsOwn, RowsFailed } from './each-on-its-own.ts';

const nameOf = (row: number) => `row ${row}`;

describe('eachOnItsOwn', () => {
  it('when a row fails, works on all others and says at the end which one it was, and why', async () => {
    const done: number[] = [];
    const work = async (row: number) => {
      if (row % 10 === 3) throw new Error(`${row} is poison`);
      done.push(row);
    };
    const rows = Array.from({ length: 30 }, (_, row) => row);
    const error = await eachOnItsOwn(rows, work, { nameOf }).catch((reason: unknown) => reason);
    expect(done).toEqual(rows.filter((row) => row % 10 !== 3));
    expect(error).toBeInstanceOf(RowsFailed);
    const { failures, message, cause } = error as RowsFailed;
    expect(failures.map(({ row }) => row)).toEqual(['row 3', 'row 13', 'row 23']);
    expect(message).toBe('3 of 30 failed; the others were worked on');
    expect(cause).toMatchObject({ message: '3 is poison' });
  });

  it('when a row throws before it returns a promise, counts it as failed', async () => {
    const done: number[] = [];
    const work = (row: number): Promise<unknown> => {
      if (row === 0) throw new TypeError('no promise');
      return Promise.resolve(done.push(row));
    };
    await expect(eachOnItsOwn([0, 1], work, { nameOf })).rejects.toThrow(RowsFailed);
    expect(done).toEqual([1]);
  });

  it('when a row never ends, works on those behind it', async () => {
    const done: number[] = [];
    const stuck = Promise.withResolvers<undefined>();
    const work = async (row: number) => (row === 0 ? stuck.promise : done.push(row));
    const running = eachOnItsOwn([0, 1, 2, 3, 4, 5, 6, 7], work, { nameOf });
    await expect.poll(() => done).toEqual([1, 2, 3, 4, 5, 6, 7]);
    stuck.resolve(undefined);
    await running;
  });

  it('when it works on many, works on no more at once than it may', async () => {
    let inProgress = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inProgress);
      await Promise.resolve();
      inProgress--;
    };
    await eachOnItsOwn([1, 2, 3, 4, 5], work, { nameOf, atOnce: 2 });
    expect(most).toBe(2);
  });

  it('when there are no rows, does nothing', async () => {
    await eachOnItsOwn([], () => Promise.reject(new Error('never')), { nameOf });
  });
});
