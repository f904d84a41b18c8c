import { MalformedRequestError } from './reader.ts';

/** A zigzag varint at `at`, and where the next field begins: https://protobuf.dev/programming-guides/encoding/#signed-ints */
export function readVarint(buffer: Buffer, at: number): { value: number; next: number } {
  let unsigned = 0;
  let scale = 1;
  for (let next = at; next < buffer.length; next++) {
    const byte = buffer.readUInt8(next);
    unsigned += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value: unsigned % 2 === 0 ? unsigned / 2 : -(unsigned + 1) / 2, next: next + 1 };
    scale *= 0x80;
  }
  throw new MalformedRequestError('A record ends in the middle of a number');
}
