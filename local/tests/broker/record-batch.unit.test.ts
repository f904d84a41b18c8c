import { describe, expect, it } from 'vitest';
import { ApiError, ErrorCode } from '../../src/broker/protocol/error-code.ts';
import {
  assignBaseOffset,
  firstRecordSince,
  isIntact,
  MAX_BATCH_BYTES,
  readBatchHeader,
  requireAppendable,
} from '../../src/broker/record-batch.ts';
import { batchOf, sealed } from './batch-of.ts';

function refusalOf(batch: Buffer): ErrorCode | undefined {
  try {
    requireAppendable(batch);
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
}

describe('a batch that is accepted', () => {
  it('tells its size, offsets, newest time and producer', () => {
    const batch = batchOf({
      values: ['a', 'b', 'c'],
      timestamps: [1_700_000_000_000, 1_700_000_000_500, 1_700_000_000_100],
      producerId: 2 ** 40 + 1,
      producerEpoch: 3,
      firstSequence: 17,
    });
    expect(requireAppendable(batch)).toEqual({
      size: batch.length,
      recordCount: 3,
      baseOffset: 0,
      lastOffset: 2,
      maxTimestamp: 1_700_000_000_500,
      producerId: 2 ** 40 + 1,
      producerEpoch: 3,
      firstSequence: 17,
    });
  });

  it('stays intact when it is given its place in the log', () => {
    const batch = batchOf({ values: ['a', 'b'] });
    assignBaseOffset(batch, 2 ** 33);
    expect(isIntact(batch)).toBe(true);
    expect(readBatchHeader(batch)).toMatchObject({ baseOffset: 2 ** 33, lastOffset: 2 ** 33 + 1 });
  });
});

describe('a batch is refused', () => {
  it('when any byte that its producer determines was changed', () => {
    const batch = batchOf({ values: ['hello', 'world'] });
    for (let index = 0; index < batch.length; index++) {
      const isForTheBrokerToSet = index < 8 || (index >= 12 && index < 16);
      const damaged = Buffer.from(batch);
      damaged.writeUInt8(damaged.readUInt8(index) ^ 0x04, index);
      expect(refusalOf(damaged) === undefined, `byte ${index}`).toBe(isForTheBrokerToSet);
    }
  });

  it('when it was cut off anywhere', () => {
    const batch = batchOf({ values: ['hello'] });
    for (let length = 0; length < batch.length; length++) {
      expect(refusalOf(batch.subarray(0, length)), `cut to ${length} bytes`).toBe(ErrorCode.CORRUPT_MESSAGE);
    }
  });

  it('when a second batch follows it', () => {
    const batch = batchOf({ values: ['hello'] });
    expect(refusalOf(Buffer.concat([batch, batch]))).toBe(ErrorCode.CORRUPT_MESSAGE);
  });

  it('when it is of an older version', () => {
    const batch = batchOf({ values: ['hello'] });
    batch.writeInt8(1, 16);
    expect(refusalOf(batch)).toBe(ErrorCode.UNSUPPORTED_FOR_MESSAGE_FORMAT);
  });

  it('when it is larger than a batch may be', () => {
    expect(refusalOf(batchOf({ values: ['x'.repeat(MAX_BATCH_BYTES)] }))).toBe(ErrorCode.MESSAGE_TOO_LARGE);
  });

  it('when it belongs to a transaction or marks the end of one', () => {
    expect(refusalOf(batchOf({ values: ['a'], attributes: 0x10 }))).toBe(ErrorCode.INVALID_RECORD);
    expect(refusalOf(batchOf({ values: ['a'], attributes: 0x20 }))).toBe(ErrorCode.INVALID_RECORD);
  });

  it('when it counts its records otherwise than it numbers them', () => {
    const batch = batchOf({ values: ['a', 'b'] });
    batch.writeInt32BE(5, 57);
    expect(refusalOf(sealed(batch))).toBe(ErrorCode.INVALID_RECORD);
  });
});

describe('looked up by time', () => {
  const batch = batchOf({ values: ['a', 'b', 'c'], timestamps: [1000, 3000, 2000] });
  assignBaseOffset(batch, 40);

  it.each([
    [0, { offset: 40, timestamp: 1000 }],
    [1000, { offset: 40, timestamp: 1000 }],
    [1001, { offset: 41, timestamp: 3000 }],
    [3000, { offset: 41, timestamp: 3000 }],
  ])('the first record since %i is found', (timestamp, expected) => {
    expect(firstRecordSince(batch, timestamp)).toEqual(expected);
  });

  it('a compressed batch is represented by its first record', () => {
    const compressed = batchOf({ values: ['a', 'b'], timestamps: [1000, 3000], attributes: 1 });
    assignBaseOffset(compressed, 40);
    expect(firstRecordSince(compressed, 2000)).toEqual({ offset: 40, timestamp: 3000 });
  });
});
