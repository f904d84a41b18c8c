/** What a MongoDB server tells its clients in `hello`; longer messages are refused as `mongod` refuses them. */
export const MAX_MESSAGE_BYTES = 48_000_000;

const LENGTH_BYTES = 4;
const HEADER_BYTES = 16;

/** A length that no wire message can have: the stream is not the MongoDB wire protocol, or has lost its place. */
export class WireMessageLengthError extends Error {
  constructor(length: number) {
    super(`A wire message of ${length} bytes was announced; ${HEADER_BYTES} to ${MAX_MESSAGE_BYTES} are allowed.`);
  }
}

/**
 * Cuts one connection's byte stream into wire messages, each starting with its own length as a little-endian int32
 * (https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/#standard-message-header).
 */
export class WireMessageFramer {
  #chunks: Buffer[] = [];
  #buffered = 0;
  #needed = LENGTH_BYTES;

  /**
   * Takes the next bytes of the stream; returns the messages that they complete, in order.
   *
   * @throws WireMessageLengthError when a length is out of bounds: the connection must then be closed.
   */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    // Joining on every chunk would copy a large message once per chunk.
    if (this.#buffered < this.#needed) return [];

    const messages: Buffer[] = [];
    let rest = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    this.#needed = LENGTH_BYTES;
    while (rest.length >= LENGTH_BYTES) {
      const length = rest.readInt32LE(0);
      if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES) throw new WireMessageLengthError(length);
      if (rest.length < length) {
        this.#needed = length;
        break;
      }
      messages.push(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#buffered = rest.length;
    return messages;
  }
}
