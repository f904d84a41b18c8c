import fs from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { LogPolicy } from '../../src/broker/log/log-policy.ts';
import { PartitionLog } from '../../src/broker/log/partition-log.ts';
import { ErrorCode } from '../../src/broker/protocol/error-code.ts';
import { readBatchHeader } from '../../src/broker/record-batch.ts';
import { batchOf, type BatchContent } from './batch-of.ts';
import { temporaryFolder } from './temporary-folder.ts';

const POLICY: LogPolicy = { segmentBytes: 1024 * 1024, retentionMs: Infinity, retentionBytes: Infinity };
const SMALL: LogPolicy = { ...POLICY, segmentBytes: 500 };

afterEach(() => {
  vi.restoreAllMocks();
});

function open(directory: string, policy: LogPolicy = POLICY): PartitionLog {
  const log = new PartitionLog(directory, () => policy);
  onTestFinished(() => log.close());
  return log;
}

const append = (log: PartitionLog, ...values: string[]) => log.append(batchOf({ values }));

/** Appends one batch at a time, so that a small segment can end after each. */
async function fill(log: PartitionLog, batches: number, content: Partial<BatchContent> = {}): Promise<void> {
  for (let batch = 0; batch < batches; batch++) {
    await log.append(batchOf({ values: [`batch ${batch}`, 'x'.repeat(100)], ...content }));
  }
}

/** Base offsets of all batches from `offset` on, as a consumer meets them. */
function readAll(log: PartitionLog, offset = log.startOffset, maxBytes = 1024 * 1024): number[] {
  const found: number[] = [];
  for (let next = offset; next < log.highWatermark;) {
    const data = log.read(next, maxBytes, true);
    for (let at = 0; at < data.length;) {
      const header = readBatchHeader(data, at)!;
      found.push(header.baseOffset);
      at += header.size;
      next = header.lastOffset + 1;
    }
  }
  return found;
}

const segments = (directory: string) => fs.readdirSync(directory).filter((name) => name.endsWith('.log'));

describe('appending', () => {
  it('numbers the records in the order of arrival, also when batches arrive together', async () => {
    const log = open(temporaryFolder());
    const bases = await Promise.all([append(log, 'a', 'b'), append(log, 'c'), append(log, 'd', 'e', 'f')]);
    expect(bases).toEqual([0, 2, 3]);
    expect(log.highWatermark).toBe(6);
    expect(readAll(log)).toEqual([0, 2, 3]);
  });

  it('shows nothing to readers before it is on the disk', async () => {
    const log = open(temporaryFolder());
    const seen: number[] = [];
    log.onChange(() => seen.push(log.highWatermark));
    const appending = append(log, 'a');
    expect(log.highWatermark).toBe(0);
    expect(log.read(0, 1000, true)).toHaveLength(0);
    await appending;
    expect(log.highWatermark).toBe(1);
    expect(seen).toEqual([1]);
  });

  it('keeps a batch once that an idempotent producer sends twice, also after a restart', async () => {
    const directory = temporaryFolder();
    const log = open(directory);
    const batch = () => batchOf({ values: ['a'], producerId: 9, producerEpoch: 0, firstSequence: 0 });
    expect(await Promise.all([log.append(batch()), log.append(batch())])).toEqual([0, 0]);
    await log.close();
    const again = open(directory);
    expect(await again.append(batch())).toBe(0);
    expect(again.highWatermark).toBe(1);
  });
});

describe('reading', () => {
  it('begins with the batch that holds the offset', async () => {
    const log = open(temporaryFolder());
    await append(log, 'a', 'b', 'c');
    await append(log, 'd');
    expect(readBatchHeader(log.read(1, 1000, true))?.baseOffset).toBe(0);
    expect(readBatchHeader(log.read(3, 1000, true))?.baseOffset).toBe(3);
    expect(log.read(4, 1000, true)).toHaveLength(0);
  });

  it('returns whole batches within the limit, and one beyond it only when told', async () => {
    const log = open(temporaryFolder());
    await fill(log, 3);
    const size = readBatchHeader(log.read(0, 1, true))!.size;
    expect(log.read(0, 1, true)).toHaveLength(size);
    expect(log.read(0, 1, false)).toHaveLength(0);
    expect(log.read(0, size * 2 - 1, true)).toHaveLength(size);
    expect(log.read(0, size * 2, true)).toHaveLength(size * 2);
  });

  it('finds every offset of a log of many segments, before and after a restart', async () => {
    const directory = temporaryFolder();
    const log = open(directory, { ...POLICY, segmentBytes: 50_000 });
    await fill(log, 1500);
    expect(segments(directory).length).toBeGreaterThan(3);
    const expected = Array.from({ length: 1500 }, (_, batch) => batch * 2);
    expect(readAll(log, 0, 20_000)).toEqual(expected);
    await log.close();
    const again = open(directory);
    expect(readAll(again, 0, 20_000)).toEqual(expected);
    for (let offset = 0; offset < 3000; offset += 7) {
      expect(readBatchHeader(again.read(offset, 10, true))?.baseOffset).toBe(offset - (offset % 2));
    }
  });

  it('is refused outside the log', async () => {
    const log = open(temporaryFolder());
    await append(log, 'a');
    expect(() => log.read(-1, 1000, true)).toThrow(expect.objectContaining({ code: ErrorCode.OFFSET_OUT_OF_RANGE }));
    expect(() => log.read(2, 1000, true)).toThrow(expect.objectContaining({ code: ErrorCode.OFFSET_OUT_OF_RANGE }));
  });

  it('by time finds the first record that is not older', async () => {
    const directory = temporaryFolder();
    const log = open(directory, SMALL);
    for (let time = 1000; time < 1020; time++) await fill(log, 1, { timestamps: [time, time] });
    expect(segments(directory).length).toBeGreaterThan(3);
    expect(log.findByTime(0)).toEqual({ offset: 0, timestamp: 1000 });
    expect(log.findByTime(1013)).toEqual({ offset: 26, timestamp: 1013 });
    expect(log.findByTime(1020)).toBeUndefined();
  });
});

describe('after a crash', () => {
  it('a last batch that was cut off at any byte is gone, and the next one takes its place', async () => {
    const directory = temporaryFolder();
    const log = open(directory);
    await append(log, 'kept');
    const kept = fs.readFileSync(join(directory, segments(directory)[0]!));
    await append(log, 'torn', 'off');
    const whole = fs.readFileSync(join(directory, segments(directory)[0]!));
    for (let size = kept.length; size < whole.length; size++) {
      const copy = temporaryFolder();
      fs.writeFileSync(join(copy, segments(directory)[0]!), whole.subarray(0, size));
      const recovered = open(copy);
      expect(recovered.highWatermark, `cut to ${size} bytes`).toBe(1);
      expect(await append(recovered, 'next')).toBe(1);
      expect(readAll(recovered)).toEqual([0, 1]);
      await recovered.close();
    }
  });

  it.each([
    ['zeros', Buffer.alloc(300)],
    ['other bytes', Buffer.alloc(300, 'garbage')],
    ['a batch that does not belong there', batchOf({ values: ['stale'] })],
  ])('%s behind the last batch are cut off', async (_, rest) => {
    const directory = temporaryFolder();
    const log = open(directory);
    await append(log, 'kept');
    await log.close();
    fs.appendFileSync(join(directory, segments(directory)[0]!), rest);
    const recovered = open(directory);
    expect(recovered.highWatermark).toBe(1);
    expect(await append(recovered, 'next')).toBe(1);
  });

  it('a damaged batch in the newest segment ends the log there', async () => {
    const directory = temporaryFolder();
    const log = open(directory);
    await fill(log, 3);
    await log.close();
    const path = join(directory, segments(directory)[0]!);
    const data = fs.readFileSync(path);
    const second = readBatchHeader(data)!.size;
    data.writeUInt8(data.readUInt8(second + 70) ^ 1, second + 70);
    fs.writeFileSync(path, data);
    expect(open(directory).highWatermark).toBe(2);
  });

  it('only the newest segment is read at the start', async () => {
    const directory = temporaryFolder();
    const log = open(directory, { ...POLICY, segmentBytes: 20_000 });
    await fill(log, 1000);
    await log.close();
    const [newest] = segments(directory).slice(-1);
    const read = vi.spyOn(fs, 'readSync');
    open(directory);
    const bytes = read.mock.results.reduce((sum, { value }) => sum + Number(value), 0);
    expect(segments(directory).length).toBeGreaterThan(5);
    expect(bytes).toBe(fs.statSync(join(directory, newest!)).size);
  });

  it('a damaged old segment is reported to who reads there, and to nobody else', async () => {
    const directory = temporaryFolder();
    const log = open(directory, SMALL);
    await fill(log, 20);
    await log.close();
    fs.truncateSync(join(directory, segments(directory)[0]!), 10);
    const recovered = open(directory);
    expect(() => recovered.read(0, 1000, true)).toThrow(/damaged at offset 0/);
    expect(recovered.read(20, 1000, true).length).toBeGreaterThan(0);
  });
});

describe('retention', () => {
  it('by size deletes whole old segments and moves the start', async () => {
    const directory = temporaryFolder();
    const policy = { ...SMALL, retentionBytes: 2000 };
    const log = open(directory, policy);
    await fill(log, 50);
    const before = readAll(log);
    log.applyRetention(Date.now());
    const sizes = segments(directory).map((name) => fs.statSync(join(directory, name)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThanOrEqual(2000);
    expect(sizes.slice(1).reduce((sum, size) => sum + size, 0)).toBeLessThan(2000);
    expect(log.startOffset).toBeGreaterThan(0);
    expect(readAll(log)).toEqual(before.filter((offset) => offset >= log.startOffset));
    expect(() => log.read(log.startOffset - 1, 1000, true)).toThrow(
      expect.objectContaining({ code: ErrorCode.OFFSET_OUT_OF_RANGE }),
    );
    const { startOffset } = log;
    await log.close();
    expect(open(directory).startOffset).toBe(startOffset);
  });

  it('by age deletes what is older, the newest segment too, and the numbers go on', async () => {
    const directory = temporaryFolder();
    const log = open(directory, { ...SMALL, retentionMs: 60_000 });
    await fill(log, 10);
    log.applyRetention(Date.now());
    expect(log.startOffset).toBe(0);
    log.applyRetention(Date.now() + 61_000);
    expect(log).toMatchObject({ startOffset: 20, highWatermark: 20 });
    expect(segments(directory)).toHaveLength(1);
    expect(await append(log, 'next')).toBe(20);
    await log.close();
    expect(open(directory)).toMatchObject({ startOffset: 20, highWatermark: 21 });
  });

  it('by hand deletes what is before an offset, for good', async () => {
    const directory = temporaryFolder();
    const log = open(directory, SMALL);
    await fill(log, 10);
    const before = segments(directory).length;
    log.deleteBefore(11);
    expect(log.startOffset).toBe(11);
    expect(segments(directory).length).toBeLessThan(before);
    expect(() => log.deleteBefore(99)).toThrow(expect.objectContaining({ code: ErrorCode.OFFSET_OUT_OF_RANGE }));
    await log.close();
    expect(open(directory).startOffset).toBe(11);
  });
});

describe('a disk that fails', () => {
  const noSpace = () =>
    Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', syscall: 'write' });
  const storageError = expect.objectContaining({ code: ErrorCode.KAFKA_STORAGE_ERROR });

  it('in the middle of a write leaves nothing of the batch', async () => {
    const directory = temporaryFolder();
    const log = open(directory);
    await append(log, 'kept');
    const path = join(directory, segments(directory)[0]!);
    const { size } = fs.statSync(path);
    const { writeSync } = fs;
    const write = vi.spyOn(fs, 'writeSync');
    // The first call takes ten bytes only, as a disk does that is nearly full; the second finds no space.
    write.mockImplementationOnce((...[descriptor, data]: unknown[]) =>
      writeSync(descriptor as number, data as Buffer, 0, 10, size),
    );
    write.mockImplementationOnce(() => {
      throw noSpace();
    });
    await expect(append(log, 'lost')).rejects.toEqual(storageError);
    expect(fs.statSync(path).size).toBe(size);
    expect(await append(log, 'next')).toBe(1);
    expect(readAll(log)).toEqual([0, 1]);
  });

  it('during a flush refuses all who wait for it, keeps what was flushed, and goes on', async () => {
    const directory = temporaryFolder();
    const log = open(directory);
    await append(log, 'kept');
    const sequence = (firstSequence: number) =>
      log.append(batchOf({ values: ['x'], producerId: 5, producerEpoch: 0, firstSequence }));
    vi.spyOn(fs, 'fdatasync').mockImplementationOnce((_, callback) => callback(noSpace()));
    const results = await Promise.allSettled([append(log, 'a'), append(log, 'b'), sequence(0)]);
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: storageError });
    expect(log.highWatermark).toBe(1);
    expect(await sequence(0)).toBe(1);
    await log.close();
    expect(readAll(open(directory))).toEqual([0, 1]);
  });

  it('when a new segment is due lets the old one grow', async () => {
    const directory = temporaryFolder();
    const log = open(directory, SMALL);
    const { openSync } = fs;
    const opening = vi.spyOn(fs, 'openSync').mockImplementation((path, ...rest) => {
      if (String(path).endsWith('.log')) throw noSpace();
      return openSync(path, ...rest);
    });
    await fill(log, 10);
    expect(segments(directory)).toHaveLength(1);
    opening.mockRestore();
    await fill(log, 10);
    expect(segments(directory).length).toBeGreaterThan(1);
    expect(readAll(log)).toEqual(Array.from({ length: 20 }, (_, batch) => batch * 2));
  });
});
