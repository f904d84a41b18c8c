import { readInt64 } from './int64.ts';

/** A request that cannot be understood. The connection that sent it is closed, as Kafka does. */
export class MalformedRequestError extends Error {}

/** Reads the protocol's primitive types: https://kafka.apache.org/protocol#protocol_types */
export class Reader {
  readonly #buffer: Buffer;
  #position = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  boolean(): boolean {
    return this.int8() !== 0;
  }

  int8(): number {
    return this.#buffer.readInt8(this.#take(1));
  }

  int16(): number {
    return this.#buffer.readInt16BE(this.#take(2));
  }

  int32(): number {
    return this.#buffer.readInt32BE(this.#take(4));
  }

  int64(): number {
    return readInt64(this.#buffer, this.#take(8));
  }

  string(): string {
    return required(this.nullableString(), 'a string');
  }

  nullableString(): string | undefined {
    const length = this.int16();
    if (length < 0) return undefined;
    const start = this.#take(length);
    return this.#buffer.toString('utf8', start, start + length);
  }

  /** A view of the request's memory: copy what outlives the request. */
  bytes(): Buffer {
    return required(this.nullableBytes(), 'bytes');
  }

  nullableBytes(): Buffer | undefined {
    const length = this.int32();
    if (length < 0) return undefined;
    const start = this.#take(length);
    return this.#buffer.subarray(start, start + length);
  }

  array<Item>(readItem: () => Item): Item[] {
    return required(this.nullableArray(readItem), 'an array');
  }

  nullableArray<Item>(readItem: () => Item): Item[] | undefined {
    const length = this.int32();
    if (length < 0) return undefined;
    // Every item takes a byte at least, so a larger count is a lie that must not cost memory.
    if (length > this.#buffer.length - this.#position)
      throw new MalformedRequestError(`An array claims ${length} items`);
    return Array.from({ length }, readItem);
  }

  #take(size: number): number {
    const start = this.#position;
    if (start + size > this.#buffer.length) throw new MalformedRequestError('A request ends in the middle of a field');
    this.#position = start + size;
    return start;
  }
}

function required<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new MalformedRequestError(`A request has null where it needs ${what}`);
  return value;
}
