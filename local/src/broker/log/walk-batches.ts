import { HEADER_BYTES, isIntact, readBatchHeader, type BatchHeader } from '../record-batch.ts';
import { readAt } from './append-file.ts';

const CHUNK_BYTES = 64 * 1024;

export interface StoredBatch {
  readonly position: number;
  readonly header: BatchHeader;
}

export interface WalkOptions {
  readonly from?: number;
  /** Where the walk ends, in bytes from the start of the file. */
  readonly end: number;
  /** Also read the records and compare their checksums. */
  readonly verify?: boolean;
}

/** The batches of an open segment in order, up to the first that is cut off (or damaged, with `verify`). */
export function* walkBatches(descriptor: number, options: WalkOptions): Generator<StoredBatch, void> {
  const { from = 0, end, verify = false } = options;
  let position = from;
  let chunk: Buffer = Buffer.alloc(0);
  let chunkStart = position;
  const load = (bytes: number) => {
    if (position - chunkStart + bytes <= chunk.length) return;
    chunk = readAt(descriptor, position, Math.min(Math.max(bytes, CHUNK_BYTES), end - position));
    chunkStart = position;
  };
  while (position + HEADER_BYTES <= end) {
    load(HEADER_BYTES);
    const header = readBatchHeader(chunk, position - chunkStart);
    if (header === undefined || position + header.size > end) return;
    if (verify) {
      load(header.size);
      if (!isIntact(chunk.subarray(position - chunkStart, position - chunkStart + header.size))) return;
    }
    yield { position, header };
    position += header.size;
  }
}
