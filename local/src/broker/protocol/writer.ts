import { writeInt64 } from './int64.ts';

const CHUNK_BYTES = 512;

/**
 * Writes the protocol's primitive types: https://kafka.apache.org/protocol#protocol_types
 * Byte strings are kept by reference, so that fetched records go from the file to the socket without a copy.
 */
export class Writer {
  readonly #sealed: Buffer[] = [];
  #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #start = 0;
  #end = 0;
  #size = 0;

  /** Bytes written so far. */
  get size(): number {
    return this.#size;
  }

  boolean(value: boolean): this {
    return this.int8(value ? 1 : 0);
  }

  int8(value: number): this {
    const at = this.#reserve(1);
    this.#chunk.writeInt8(value, at);
    return this;
  }

  int16(value: number): this {
    const at = this.#reserve(2);
    this.#chunk.writeInt16BE(value, at);
    return this;
  }

  int32(value: number): this {
    const at = this.#reserve(4);
    this.#chunk.writeInt32BE(value, at);
    return this;
  }

  int64(value: number): this {
    const at = this.#reserve(8);
    writeInt64(this.#chunk, value, at);
    return this;
  }

  string(value: string | undefined): this {
    if (value === undefined) return this.int16(-1);
    const size = Buffer.byteLength(value);
    this.int16(size);
    const at = this.#reserve(size);
    this.#chunk.write(value, at, size);
    return this;
  }

  bytes(value: Buffer): this {
    this.int32(value.length);
    this.#seal();
    this.#sealed.push(value);
    this.#size += value.length;
    return this;
  }

  array<Item>(items: readonly Item[], writeItem: (item: Item) => void): this {
    this.int32(items.length);
    items.forEach(writeItem);
    return this;
  }

  /** Everything written, in order. */
  finish(): Buffer[] {
    this.#seal();
    return this.#sealed;
  }

  #reserve(size: number): number {
    if (this.#end + size > this.#chunk.length) {
      this.#seal();
      this.#chunk = Buffer.allocUnsafe(Math.max(size, CHUNK_BYTES));
      this.#start = this.#end = 0;
    }
    const at = this.#end;
    this.#end += size;
    this.#size += size;
    return at;
  }

  #seal(): void {
    if (this.#end === this.#start) return;
    this.#sealed.push(this.#chunk.subarray(this.#start, this.#end));
    this.#start = this.#end;
  }
}
