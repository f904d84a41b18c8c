import fs from 'node:fs';
import { join } from 'node:path';
import { isFileError, readIfExists, replaceFile, syncDirectory } from '../durable-file.ts';
import { ApiError, ErrorCode } from '../protocol/error-code.ts';
import { assignBaseOffset, firstRecordSince, requireAppendable } from '../record-batch.ts';
import { GroupCommit } from './group-commit.ts';
import { countExpired, type LogPolicy } from './log-policy.ts';
import { ProducerSequences } from './producer-sequences.ts';
import { Segment, segmentsIn } from './segment.ts';

const EMPTY = Buffer.alloc(0);

/**
 * The messages of one partition, in segments. An append is acknowledged once it is on the disk, and only then can it
 * be read. Offsets count records; file positions and sizes count bytes.
 */
export class PartitionLog {
  readonly #directory: string;
  readonly #policy: () => LogPolicy;
  readonly #sealed: Segment[];
  readonly #producers = new ProducerSequences();
  readonly #flushes = new GroupCommit(() => this.#flush());
  readonly #listeners = new Set<() => void>();
  #active: Segment;
  #startOffset: number;
  #nextOffset: number;
  #highWatermark: number;
  #flushedSize: number;

  /** Opens the log in `directory`, which is created when missing, and cuts off what a crash left half-written. */
  constructor(directory: string, policy: () => LogPolicy) {
    fs.mkdirSync(directory, { recursive: true });
    this.#directory = directory;
    this.#policy = policy;
    const baseOffsets = segmentsIn(directory);
    const newest = baseOffsets.pop() ?? 0;
    this.#sealed = baseOffsets.map((baseOffset) => Segment.sealed(directory, baseOffset));
    this.#nextOffset = newest;
    this.#active = Segment.open(directory, newest, (header) => {
      this.#producers.record(header, header.baseOffset);
      this.#nextOffset = header.lastOffset + 1;
    });
    const deletedBefore = Math.min(Number(readIfExists(this.#startOffsetPath) ?? 0), this.#nextOffset);
    this.#startOffset = Math.max(baseOffsets[0] ?? newest, deletedBefore);
    this.#highWatermark = this.#nextOffset;
    this.#flushedSize = this.#active.size;
  }

  /** The oldest offset that can be read. */
  get startOffset(): number {
    return this.#startOffset;
  }

  /** The offset after the newest message that can be read. */
  get highWatermark(): number {
    return this.#highWatermark;
  }

  /**
   * Appends one batch as a producer sent it; its base offset is overwritten in place. Calls append in the order in
   * which they are made, before the first `await`.
   *
   * @returns the batch's base offset, once the batch is on the disk
   * @throws ApiError; the log is then as if the batch had never arrived
   */
  async append(batch: Buffer): Promise<number> {
    const header = requireAppendable(batch);
    const repeated = this.#producers.offsetOfRepeated(header);
    if (repeated !== undefined) {
      if (repeated >= this.#highWatermark) await this.#flushes.commit();
      return repeated;
    }
    const baseOffset = this.#nextOffset;
    assignBaseOffset(batch, baseOffset);
    try {
      this.#active.append(batch, baseOffset);
    } catch (error) {
      throw storageError(this.#active, error);
    }
    this.#producers.record(header, baseOffset);
    this.#nextOffset = baseOffset + header.recordCount;
    await this.#flushes.commit();
    return baseOffset;
  }

  /**
   * Whole batches from the one that holds `offset` on, `maxBytes` at most; empty at the end of the log.
   * With `atLeastOne` a first batch larger than `maxBytes` is returned too.
   *
   * @throws ApiError when the log does not reach to `offset`, or its file is damaged there
   */
  read(offset: number, maxBytes: number, atLeastOne: boolean): Buffer {
    if (offset < this.#startOffset || offset > this.#highWatermark) {
      throw new ApiError(ErrorCode.OFFSET_OUT_OF_RANGE, `Offsets ${this.#startOffset} to ${this.#highWatermark} exist`);
    }
    if (offset === this.#highWatermark) return EMPTY;
    const older = offset < this.#active.baseOffset;
    const segment = (older && this.#sealed.findLast(({ baseOffset }) => baseOffset <= offset)) || this.#active;
    const batches = segment.read(offset, { end: this.#readableSize(segment), maxBytes, atLeastOne });
    if (batches.length === 0 && atLeastOne) throw damaged(segment, offset);
    return batches;
  }

  /** The first record written at or after `timestamp` (milliseconds since 1970), if there is one. */
  findByTime(timestamp: number): { offset: number; timestamp: number } | undefined {
    for (const segment of this.#segments()) {
      // No record is older than its writing, so a file last changed before then need not be walked.
      if (segment !== this.#active && segment.lastModified < timestamp) continue;
      const found = segment.find(
        this.#readableSize(segment),
        ({ lastOffset, maxTimestamp }) => lastOffset >= this.#startOffset && maxTimestamp >= timestamp,
      );
      if (!found) continue;
      const record = firstRecordSince(segment.load(found), timestamp);
      return { ...record, offset: Math.max(record.offset, this.#startOffset) };
    }
    return undefined;
  }

  /** Makes offsets below `offset` unreadable for good, and deletes the segments that held nothing else. */
  deleteBefore(offset: number): void {
    if (offset > this.#highWatermark) {
      throw new ApiError(ErrorCode.OFFSET_OUT_OF_RANGE, `The log ends at ${this.#highWatermark}`);
    }
    if (offset <= this.#startOffset) return;
    replaceFile(this.#startOffsetPath, String(offset));
    this.#startOffset = offset;
    const kept = this.#segments().findLastIndex(({ baseOffset }) => baseOffset <= offset);
    this.#deleteOldest(kept);
  }

  /** Deletes the oldest segments as the policy says. An expired newest segment is sealed first, and goes with them. */
  applyRetention(now: number): void {
    const expired = now - this.#active.lastModified > this.#policy().retentionMs;
    if (expired && this.#active.size > 0 && !this.#flushes.isRunning) this.#roll();
    this.#deleteOldest(countExpired(this.#sealed, this.#active.size, this.#policy(), now));
  }

  /** Calls `listener` whenever there is more to read, and when the log is closed. Returns how to stop that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    await this.#flushes.idle();
    this.#active.seal();
    this.#notify();
  }

  async delete(): Promise<void> {
    await this.close();
    fs.rmSync(this.#directory, { recursive: true });
  }

  get #startOffsetPath(): string {
    return join(this.#directory, 'start-offset');
  }

  #segments(): Segment[] {
    return [...this.#sealed, this.#active];
  }

  #readableSize(segment: Segment): number {
    return segment === this.#active ? this.#flushedSize : segment.size;
  }

  async #flush(): Promise<void> {
    const full = this.#active.size >= this.#policy().segmentBytes;
    const flushed = { nextOffset: this.#nextOffset, size: this.#active.size };
    try {
      // Nothing can be appended during a synchronous flush, so a full segment ends with everything in it flushed.
      if (full) this.#active.syncNow();
      else await this.#active.sync();
    } catch (cause) {
      const error = storageError(this.#active, cause);
      this.#dropUnflushed();
      throw error;
    }
    this.#publish(flushed.nextOffset, flushed.size);
    if (full) this.#tryRoll();
  }

  #publish(nextOffset: number, size: number): void {
    this.#highWatermark = nextOffset;
    this.#flushedSize = size;
    this.#notify();
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  #dropUnflushed(): void {
    this.#nextOffset = this.#highWatermark;
    this.#producers.truncate(this.#highWatermark);
    this.#active.truncate(this.#flushedSize);
  }

  #tryRoll(): void {
    try {
      this.#roll();
    } catch (error) {
      // Without room for another file the segment grows on, and the next flush tries again: no message is at risk.
      if (!isFileError(error)) throw error;
    }
  }

  /** Begins a new segment. Everything must have been flushed. */
  #roll(): void {
    const full = this.#active;
    this.#active = Segment.open(this.#directory, this.#nextOffset, () => undefined);
    this.#flushedSize = 0;
    full.seal();
    this.#sealed.push(full);
  }

  #deleteOldest(count: number): void {
    if (count === 0) return;
    for (const segment of this.#sealed.splice(0, count)) segment.delete();
    syncDirectory(this.#directory);
    this.#startOffset = Math.max(this.#startOffset, (this.#sealed[0] ?? this.#active).baseOffset);
  }
}

function storageError(segment: Segment, cause: unknown): ApiError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `${segment.path} cannot be written: ${reason}. Make room or repair the disk; the broker then goes on by itself.`;
  return new ApiError(ErrorCode.KAFKA_STORAGE_ERROR, message, { cause });
}

function damaged(segment: Segment, offset: number): ApiError {
  const message = `${segment.path} is damaged at offset ${offset}. Let consumers skip its offsets, or restore the file.`;
  return new ApiError(ErrorCode.KAFKA_STORAGE_ERROR, message);
}
