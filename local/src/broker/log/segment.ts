import fs from 'node:fs';
import { join } from 'node:path';
import { syncDirectory } from '../durable-file.ts';
import { HEADER_BYTES, readBatchHeader, type BatchHeader } from '../record-batch.ts';
import { AppendFile, readAt } from './append-file.ts';
import { BatchIndex, INDEX_INTERVAL_BYTES } from './batch-index.ts';
import { walkBatches, type StoredBatch } from './walk-batches.ts';

const NAME = /^(\d{20})\.log$/;
const EMPTY = Buffer.alloc(0);

/** The base offsets of the segments in `directory`, oldest first. */
export function segmentsIn(directory: string): number[] {
  return fs
    .readdirSync(directory)
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/**
 * One file of a partition's log, named after the first offset it may hold. Only the newest segment is open for
 * appending; the others are opened per read and indexed at the first one, so that a long log costs nothing at start.
 */
export class Segment {
  readonly baseOffset: number;
  readonly path: string;
  #file: AppendFile | undefined;
  #index: BatchIndex | undefined;
  #sealedSize = 0;

  private constructor(directory: string, baseOffset: number) {
    this.baseOffset = baseOffset;
    this.path = join(directory, `${String(baseOffset).padStart(20, '0')}.log`);
  }

  /** A segment that no longer grows. Its content is taken as good: it was flushed before the next one began. */
  static sealed(directory: string, baseOffset: number): Segment {
    const segment = new Segment(directory, baseOffset);
    segment.#sealedSize = fs.statSync(segment.path).size;
    return segment;
  }

  /** Opens the newest segment, or creates it: cuts off a torn tail, and shows `visit` every batch that is whole. */
  static open(directory: string, baseOffset: number, visit: (header: BatchHeader) => void): Segment {
    const segment = new Segment(directory, baseOffset);
    const file = new AppendFile(segment.path);
    const index = new BatchIndex();
    let intact = 0;
    let nextOffset = baseOffset;
    for (const { position, header } of walkBatches(file.descriptor, { end: file.size, verify: true })) {
      if (header.baseOffset !== nextOffset) break;
      index.add(header.baseOffset, position);
      visit(header);
      nextOffset = header.lastOffset + 1;
      intact = position + header.size;
    }
    if (intact < file.size) file.truncate(intact);
    // A crash leaves pages in memory that look written: what readers may see next must be on the disk.
    file.syncNow();
    if (file.size === 0) syncDirectory(directory);
    segment.#file = file;
    segment.#index = index;
    return segment;
  }

  get size(): number {
    return this.#file?.size ?? this.#sealedSize;
  }

  /** Milliseconds since 1970 of the last write. */
  get lastModified(): number {
    return fs.statSync(this.path).mtimeMs;
  }

  append(batch: Buffer, baseOffset: number): void {
    const position = this.size;
    this.#writable().append(batch);
    this.#index?.add(baseOffset, position);
  }

  truncate(size: number): void {
    this.#index?.truncate(size);
    this.#writable().truncate(size);
  }

  sync(): Promise<void> {
    return this.#writable().sync();
  }

  syncNow(): void {
    this.#writable().syncNow();
  }

  /** Ends the segment's growth. Everything in it must have been flushed. */
  seal(): void {
    this.#sealedSize = this.size;
    this.#file?.close();
    this.#file = undefined;
  }

  /**
   * Whole batches from the one that holds `offset` on, `maxBytes` at most and none beyond position `end`.
   * With `atLeastOne` the first batch is returned even when it is larger than `maxBytes`.
   */
  read(offset: number, options: { end: number; maxBytes: number; atLeastOne: boolean }): Buffer {
    const { end, maxBytes, atLeastOne } = options;
    return this.#withDescriptor((descriptor) => {
      const start = this.#indexed(descriptor).floor(offset);
      const wanted = INDEX_INTERVAL_BYTES + Math.max(maxBytes, HEADER_BYTES);
      const data = readAt(descriptor, start, Math.min(wanted, end - start));
      const from = skipTo(offset, data);
      const first = readBatchHeader(data, from);
      if (first === undefined) return EMPTY;
      if (first.size > maxBytes) return atLeastOne ? readAt(descriptor, start + from, first.size) : EMPTY;
      return data.subarray(from, endOfWholeBatches(data, from, maxBytes));
    });
  }

  /** The batch at `position`, as found by `find`. */
  load({ position, header }: StoredBatch): Buffer {
    return this.#withDescriptor((descriptor) => readAt(descriptor, position, header.size));
  }

  /** The first batch before position `end` that `matches`. Walks the whole segment. */
  find(end: number, matches: (header: BatchHeader) => boolean): StoredBatch | undefined {
    return this.#withDescriptor((descriptor) => {
      for (const batch of walkBatches(descriptor, { end })) if (matches(batch.header)) return batch;
      return undefined;
    });
  }

  delete(): void {
    fs.rmSync(this.path);
  }

  #writable(): AppendFile {
    if (this.#file === undefined) throw new Error(`${this.path} is sealed: only the newest segment may change`);
    return this.#file;
  }

  #indexed(descriptor: number): BatchIndex {
    if (this.#index === undefined) {
      this.#index = new BatchIndex();
      for (const { position, header } of walkBatches(descriptor, { end: this.size })) {
        this.#index.add(header.baseOffset, position);
      }
    }
    return this.#index;
  }

  #withDescriptor<Result>(use: (descriptor: number) => Result): Result {
    if (this.#file) return use(this.#file.descriptor);
    const descriptor = fs.openSync(this.path, 'r');
    try {
      return use(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
  }
}

function skipTo(offset: number, data: Buffer): number {
  let at = 0;
  for (;;) {
    const header = readBatchHeader(data, at);
    if (header === undefined || header.lastOffset >= offset) return at;
    at += header.size;
  }
}

function endOfWholeBatches(data: Buffer, from: number, maxBytes: number): number {
  const limit = Math.min(data.length, from + maxBytes);
  let at = from;
  for (;;) {
    const next = at + (readBatchHeader(data, at)?.size ?? Infinity);
    if (next > limit) return at;
    at = next;
  }
}
