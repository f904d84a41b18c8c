import fs from 'node:fs';

/** A file that grows at its end and never keeps half a write. Throws the file system's errors. */
export class AppendFile {
  readonly #descriptor: number;
  #size: number;
  #isOpen = true;

  /** Opens the file, and creates it when it is missing. */
  constructor(path: string) {
    this.#descriptor = fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o644);
    this.#size = fs.fstatSync(this.#descriptor).size;
  }

  get descriptor(): number {
    return this.#descriptor;
  }

  get size(): number {
    return this.#size;
  }

  append(data: Buffer): void {
    const end = this.#size + data.length;
    try {
      // A write may stop early, and says why only when it is repeated (a full disk, mostly).
      for (let at = this.#size; at < end;) {
        at += fs.writeSync(this.#descriptor, data, at - this.#size, end - at, at);
      }
    } catch (error) {
      this.truncate(this.#size);
      throw error;
    }
    this.#size = end;
  }

  truncate(size: number): void {
    // First, so that the next append overwrites the rest even when the file cannot be cut now.
    this.#size = size;
    fs.ftruncateSync(this.#descriptor, size);
  }

  /** Resolves when everything appended before the call survives a power cut. */
  sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      fs.fdatasync(this.#descriptor, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  syncNow(): void {
    fs.fdatasyncSync(this.#descriptor);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    fs.closeSync(this.#descriptor);
  }
}

/** Up to `length` bytes from `position`; fewer only at the end of the file. */
export function readAt(descriptor: number, position: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  return buffer.subarray(0, fs.readSync(descriptor, buffer, 0, length, position));
}
