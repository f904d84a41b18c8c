import { expect, it } from 'vitest';
import { BatchIndex, INDEX_INTERVAL_BYTES } from '../../src/broker/log/batch-index.ts';

const BATCH_BYTES = 1000;
const BATCHES = 200;

function filled(): BatchIndex {
  const index = new BatchIndex();
  for (let batch = 0; batch < BATCHES; batch++) index.add(100 + batch * 3, batch * BATCH_BYTES);
  return index;
}

it('an offset is looked up at or shortly before its batch', () => {
  const index = filled();
  for (let batch = 0; batch < BATCHES; batch++) {
    const skipped = batch * BATCH_BYTES - index.floor(100 + batch * 3 + 1);
    expect(skipped).toBeGreaterThanOrEqual(0);
    expect(skipped).toBeLessThan(INDEX_INTERVAL_BYTES);
  }
});

it('an empty index, and an offset before the first, lead to the start', () => {
  expect(new BatchIndex().floor(5)).toBe(0);
  expect(filled().floor(5)).toBe(0);
});

it('what was cut off is not looked up any more', () => {
  const index = filled();
  index.truncate(50 * BATCH_BYTES);
  expect(index.floor(100 + BATCHES * 3)).toBeLessThan(50 * BATCH_BYTES);
});
