import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Store } from '../src/store.ts';
import { temporaryFolder } from './stripe/fixture.ts';

async function open() {
  const file = path.join(await temporaryFolder(), 'sandbox.jsonl');
  const store = Store.open(file);
  onTestFinished(() => store.close());
  return { store, cups: store.collection<number>('cups'), kept: () => readFileSync(file, 'utf8').split('\n') };
}

it('has each change in its journal when the change returns', async () => {
  const { cups, kept } = await open();
  cups.put('a', 1);
  expect(kept()).toEqual(['["cups","a",1]', '']);
  cups.delete('a');
  expect(kept()).toEqual(['["cups","a",1]', '["cups","a",null]', '']);
});

it('has nothing of what is changed together in its journal before the end, and all of it then', async () => {
  const { store, cups, kept } = await open();
  const all = store.together(() => {
    cups.put('a', 1);
    store.together(() => cups.put('b', 2));
    expect(kept()).toEqual(['']);
    return cups.values();
  });
  expect(all).toEqual([1, 2]);
  expect(kept()).toEqual(['["cups","a",1]', '["cups","b",2]', '']);
});

it('keeps what was changed together before an error, as memory does', async () => {
  const { store, cups, kept } = await open();
  const failing = () =>
    store.together(() => {
      cups.put('a', 1);
      throw new Error('declined');
    });
  expect(failing).toThrow('declined');
  expect(kept()).toEqual(['["cups","a",1]', '']);
  cups.put('b', 2);
  expect(kept()).toEqual(['["cups","a",1]', '["cups","b",2]', '']);
});
