import { MalformedRequestError } from './protocol/reader.ts';

const LENGTH_BYTES = 4;
/** Kafka's default of `socket.request.max.bytes`. */
export const MAX_FRAME_BYTES = 100 * 1024 * 1024;

/** Cuts a stream of bytes into the requests in it, each of which follows its length. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #size = 0;
  #needed = LENGTH_BYTES;

  /** The requests that `chunk` completes, in order. */
  *push(chunk: Buffer): Generator<Buffer, void> {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    while (this.#size >= this.#needed) {
      const buffer = Buffer.concat(this.#chunks);
      const length = buffer.readInt32BE(0);
      if (length < 0 || length > MAX_FRAME_BYTES) throw new MalformedRequestError(`A request claims ${length} bytes`);
      const end = LENGTH_BYTES + length;
      const isComplete = buffer.length >= end;
      this.#keep(isComplete ? buffer.subarray(end) : buffer, isComplete ? LENGTH_BYTES : end);
      if (isComplete) yield buffer.subarray(LENGTH_BYTES, end);
    }
  }

  #keep(rest: Buffer, needed: number): void {
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#size = rest.length;
    this.#needed = needed;
  }
}
