import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inKeyLanes } from './key-lanes.ts';

interface Item {
  readonly key: string;
  readonly number: number;
}

const keyOf = ({ key }: Item) => key;
const someItems = fc
  .array(fc.string({ maxLength: 1 }), { maxLength: 100 })
  .map((keys) => keys.map((key, number): Item => ({ key, number })));

describe('inKeyLanes', () => {
  it('when given any items, handles each once, in order within its key and never two of a key at once', () =>
    fc.assert(
      fc.asyncProperty(someItems, async (items) => {
        const handled: Item[] = [];
        const inProgress = new Set<string>();
        await inKeyLanes(items, keyOf, async (item) => {
          expect(inProgress).not.toContain(item.key);
          inProgress.add(item.key);
          await nextTurn();
          inProgress.delete(item.key);
          handled.push(item);
        });
        expect(Map.groupBy(handled, keyOf)).toEqual(Map.groupBy(items, keyOf));
      }),
    ));

  it('when there are many keys, handles sixteen at once', async () => {
    let inProgress = 0;
    let most = 0;
    const items = Array.from({ length: 40 }, (_, number) => ({ key: String(number), number }));
    await inKeyLanes(items, keyOf, async () => {
      most = Math.max(most, ++inProgress);
      await nextTurn();
      inProgress--;
    });
    expect(most).toBe(16);
  });

  it('when an item fails, ends its lane, lets the others end, and then rejects', async () => {
    const handled: string[] = [];
    const items = ['a', 'b', 'a', 'b'].map((key, number) => ({ key, number }));
    const work = inKeyLanes(items, keyOf, async ({ key, number }) => {
      if (key === 'a') throw new Error(`${key}${number} failed.`);
      await nextTurn();
      handled.push(`${key}${number}`);
    });
    await expect(work).rejects.toThrow('a0 failed.');
    expect(handled).toEqual(['b1', 'b3']);
  });
});
