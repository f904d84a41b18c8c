import { beforeEach, describe, expect, it } from 'vitest';
import { ProducerSequences } from '../../src/broker/log/producer-sequences.ts';
import { ApiError, ErrorCode } from '../../src/broker/protocol/error-code.ts';
import { readBatchHeader, type BatchHeader } from '../../src/broker/record-batch.ts';
import { batchOf } from './batch-of.ts';

function headerOf(firstSequence: number, { records = 1, epoch = 0, producerId = 7 } = {}): BatchHeader {
  const values = Array.from({ length: records }, () => 'x');
  return readBatchHeader(batchOf({ values, producerId, producerEpoch: epoch, firstSequence }))!;
}

let sequences: ProducerSequences;
beforeEach(() => {
  sequences = new ProducerSequences();
});

function codeOf(header: BatchHeader): ErrorCode {
  try {
    sequences.offsetOfRepeated(header);
    return ErrorCode.NONE;
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
}

describe('a batch of an idempotent producer', () => {
  it('is appended when it follows the one before', () => {
    sequences.record(headerOf(0, { records: 3 }), 100);
    expect(sequences.offsetOfRepeated(headerOf(3))).toBeUndefined();
  });

  it('is found when it is one of the last five', () => {
    for (let sequence = 0; sequence < 7; sequence++) sequences.record(headerOf(sequence), 100 + sequence);
    expect(sequences.offsetOfRepeated(headerOf(6))).toBe(106);
    expect(sequences.offsetOfRepeated(headerOf(2))).toBe(102);
    expect(codeOf(headerOf(1))).toBe(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
  });

  it('is refused when one before it is missing', () => {
    sequences.record(headerOf(0), 100);
    expect(codeOf(headerOf(2))).toBe(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
  });

  it('is accepted from a producer that is not known (any more)', () => {
    expect(sequences.offsetOfRepeated(headerOf(500))).toBeUndefined();
  });

  it('begins at zero again in a newer epoch, and is refused from an older one', () => {
    sequences.record(headerOf(0, { epoch: 1 }), 100);
    expect(codeOf(headerOf(0, { epoch: 2 }))).toBe(ErrorCode.NONE);
    expect(codeOf(headerOf(1, { epoch: 2 }))).toBe(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(codeOf(headerOf(1, { epoch: 0 }))).toBe(ErrorCode.INVALID_PRODUCER_EPOCH);
  });

  it('goes on at zero after the largest sequence', () => {
    sequences.record(headerOf(2 ** 31 - 2, { records: 2 }), 100);
    expect(codeOf(headerOf(0))).toBe(ErrorCode.NONE);
  });

  it('is expected again after it was cut off the log', () => {
    sequences.record(headerOf(0), 100);
    sequences.record(headerOf(1), 101);
    sequences.truncate(101);
    expect(sequences.offsetOfRepeated(headerOf(1))).toBeUndefined();
    expect(sequences.offsetOfRepeated(headerOf(0))).toBe(100);
  });
});

it('the producer that has been silent longest is forgotten beyond a thousand', () => {
  for (let producerId = 0; producerId <= 1000; producerId++) sequences.record(headerOf(0, { producerId }), producerId);
  expect(sequences.offsetOfRepeated(headerOf(0, { producerId: 0 }))).toBeUndefined();
  expect(sequences.offsetOfRepeated(headerOf(0, { producerId: 1 }))).toBe(1);
});
