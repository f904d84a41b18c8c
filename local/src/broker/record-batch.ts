import { crc32c } from './protocol/crc32c.ts';
import { ApiError, ErrorCode } from './protocol/error-code.ts';
import { readInt64, writeInt64 } from './protocol/int64.ts';
import { readVarint } from './protocol/varint.ts';

/** Bytes before the first record. */
export const HEADER_BYTES = 61;
/** Largest batch accepted; Kafka's default of `max.message.bytes`. */
export const MAX_BATCH_BYTES = 1_048_588;

const MAGIC = 2;
/** The bytes that the length field does not count: the base offset and the length itself. */
const UNCOUNTED_BYTES = 12;
const CRC_START = 21;
const COMPRESSION = 0x07;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;

/** What the log needs to know of a batch, version 2: https://kafka.apache.org/documentation/#recordbatch */
export interface BatchHeader {
  readonly size: number;
  readonly recordCount: number;
  /** Meaningless before the log has assigned it. */
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly maxTimestamp: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly firstSequence: number;
}

/** The header at `at`, or undefined when there is none: the bytes end, or are not a version 2 batch. */
export function readBatchHeader(buffer: Buffer, at = 0): BatchHeader | undefined {
  if (at + HEADER_BYTES > buffer.length || buffer.readInt8(at + 16) !== MAGIC) return undefined;
  const size = buffer.readInt32BE(at + 8) + UNCOUNTED_BYTES;
  const lastOffsetDelta = buffer.readInt32BE(at + 23);
  if (size < HEADER_BYTES || lastOffsetDelta < 0) return undefined;
  const baseOffset = readInt64(buffer, at);
  return {
    size,
    recordCount: lastOffsetDelta + 1,
    baseOffset,
    lastOffset: baseOffset + lastOffsetDelta,
    maxTimestamp: readInt64(buffer, at + 35),
    producerId: readInt64(buffer, at + 43),
    producerEpoch: buffer.readInt16BE(at + 51),
    firstSequence: buffer.readInt32BE(at + 53),
  };
}

/** Whether `batch`, one whole batch, is as its producer made it. */
export function isIntact(batch: Buffer): boolean {
  return batch.readUInt32BE(17) === crc32c(batch, CRC_START);
}

/** @throws ApiError when `batch` is not exactly one batch that this broker can keep. */
export function requireAppendable(batch: Buffer): BatchHeader {
  if (batch.length > MAX_BATCH_BYTES) {
    throw new ApiError(
      ErrorCode.MESSAGE_TOO_LARGE,
      `A batch has more than ${MAX_BATCH_BYTES} bytes: send fewer at once`,
    );
  }
  if (batch.length >= HEADER_BYTES && batch.readInt8(16) !== MAGIC) {
    throw new ApiError(ErrorCode.UNSUPPORTED_FOR_MESSAGE_FORMAT, 'Only record batches of version 2 are supported');
  }
  const header = readBatchHeader(batch);
  if (header?.size !== batch.length || !isIntact(batch)) {
    throw new ApiError(ErrorCode.CORRUPT_MESSAGE, 'A batch arrived damaged: send it again');
  }
  if (batch.readInt32BE(57) !== header.recordCount) {
    throw new ApiError(ErrorCode.INVALID_RECORD, 'A batch must number its records without gaps');
  }
  if (batch.readInt16BE(CRC_START) & (TRANSACTIONAL | CONTROL)) {
    throw new ApiError(ErrorCode.INVALID_RECORD, 'Transactions are not supported: send without one');
  }
  return header;
}

/** Gives a batch its place in the log. Neither field is covered by the checksum. */
export function assignBaseOffset(batch: Buffer, baseOffset: number): void {
  writeInt64(batch, baseOffset, 0);
  batch.writeInt32BE(0, 12);
}

/**
 * The first record of `batch` that is not older than `timestamp` (milliseconds since 1970).
 * A compressed batch is not opened: its first record stands for it.
 */
export function firstRecordSince(batch: Buffer, timestamp: number): { offset: number; timestamp: number } {
  const baseOffset = readInt64(batch, 0);
  const baseTimestamp = readInt64(batch, 27);
  if ((batch.readInt16BE(CRC_START) & COMPRESSION) === 0) {
    for (let at = HEADER_BYTES; at < batch.length;) {
      const length = readVarint(batch, at);
      const timestampDelta = readVarint(batch, length.next + 1);
      const offsetDelta = readVarint(batch, timestampDelta.next);
      const found = { offset: baseOffset + offsetDelta.value, timestamp: baseTimestamp + timestampDelta.value };
      if (found.timestamp >= timestamp) return found;
      at = length.next + length.value;
    }
  }
  return { offset: baseOffset, timestamp: readInt64(batch, 35) };
}
