import fs from 'node:fs';
import { ApiError, ErrorCode } from './protocol/error-code.ts';

/** Bytes that the disk under `directory` has left for ordinary users. */
export function freeBytesOf(directory: string): number {
  const { bavail, bsize } = fs.statfsSync(directory);
  return bavail * bsize;
}

/**
 * Refuses messages while the disk is nearly full, so that the last bytes are left for what must still be written:
 * committed offsets, and the databases beside the broker.
 */
export class DiskSpace {
  readonly #directory: string;
  readonly #minFreeBytes: number;
  readonly #freeBytes: () => number;

  constructor(directory: string, minFreeBytes: number, freeBytes: () => number) {
    this.#directory = directory;
    this.#minFreeBytes = minFreeBytes;
    this.#freeBytes = freeBytes;
  }

  /** @throws ApiError when `bytes` more would leave less than the minimum. Costs one system call, some 3 µs. */
  requireRoomFor(bytes: number): void {
    if (this.#freeBytes() - bytes >= this.#minFreeBytes) return;
    throw new ApiError(
      ErrorCode.KAFKA_STORAGE_ERROR,
      `Messages are refused: they would leave less than ${this.#minFreeBytes} bytes free for ${this.#directory}. Make room there.`,
    );
  }
}
