import type { TopicPartitionOffset } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OffsetCommits } from './offset-commits.ts';

/** A consumer whose commits end when the test says so. */
function aConsumer() {
  const committed: (readonly TopicPartitionOffset[])[] = [];
  const endings: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const commitOffsets = (offsets: readonly TopicPartitionOffset[]) => {
    committed.push(offsets);
    return new Promise<void>((resolve, reject) => endings.push({ resolve, reject }));
  };
  const onFailure = vi.fn();
  return { commits: new OffsetCommits({ commitOffsets }, onFailure), committed, endings, onFailure };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('OffsetCommits', () => {
  it('when batches are handled within a moment, commits the last offset of each partition, once, and the next one after', async () => {
    const { commits, committed } = aConsumer();
    commits.note('order-events', 0, '6');
    commits.note('order-events', 1, '9');
    commits.note('order-events', 0, '7');
    expect(committed).toEqual([]);
    await vi.advanceTimersByTimeAsync(500);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(committed).toEqual([
      [
        { topic: 'order-events', partition: 0, offset: '8' },
        { topic: 'order-events', partition: 1, offset: '10' },
      ],
    ]);
  });

  it('when a commit is in progress, waits with the next one, so that none goes back', async () => {
    const { commits, committed, endings } = aConsumer();
    commits.note('order-events', 0, '6');
    await vi.advanceTimersByTimeAsync(500);
    commits.note('order-events', 0, '7');
    await vi.advanceTimersByTimeAsync(500);
    expect(committed).toHaveLength(1);
    endings[0]?.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(committed[1]).toMatchObject([{ offset: '8' }]);
  });

  it('when a commit fails, says so and goes on', async () => {
    const { commits, committed, endings, onFailure } = aConsumer();
    const error = new Error('the broker is gone');
    commits.note('order-events', 0, '6');
    await vi.advanceTimersByTimeAsync(500);
    endings[0]?.reject(error);
    commits.note('order-events', 0, '7');
    await vi.advanceTimersByTimeAsync(500);
    expect(onFailure).toHaveBeenCalledExactlyOnceWith(error);
    expect(committed).toHaveLength(2);
  });

  it('when it has to be done at once, commits, and does not wait for a broker that does not answer', async () => {
    const { commits, committed } = aConsumer();
    commits.note('order-events', 0, '6');
    const stopped = commits.flushAndWait();
    await vi.advanceTimersByTimeAsync(0);
    expect(committed).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    await stopped;
  });
});
