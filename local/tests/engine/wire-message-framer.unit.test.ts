import { describe, expect, it } from 'vitest';
import { MAX_MESSAGE_BYTES, WireMessageFramer, WireMessageLengthError } from '../../src/engine/wire-message-framer.ts';

function message(length: number): Buffer {
  const bytes = Buffer.from(Array.from({ length }, (_, i) => i % 251));
  bytes.writeInt32LE(length, 0);
  return bytes;
}

function announcement(length: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeInt32LE(length, 0);
  return bytes;
}

describe('WireMessageFramer', () => {
  const messages = [message(16), message(17), message(300), message(16)];
  const stream = Buffer.concat(messages);

  it('finds the same messages wherever the stream is cut in two', () => {
    for (let cut = 0; cut <= stream.length; cut += 1) {
      const framer = new WireMessageFramer();
      const found = [...framer.push(stream.subarray(0, cut)), ...framer.push(stream.subarray(cut))];
      expect(found).toEqual(messages);
    }
  });

  it('finds the same messages in chunks of any size', () => {
    for (let size = 1; size <= stream.length; size += 1) {
      const framer = new WireMessageFramer();
      const found: Buffer[] = [];
      for (let at = 0; at < stream.length; at += size) found.push(...framer.push(stream.subarray(at, at + size)));
      expect(found).toEqual(messages);
    }
  });

  it('gives a message out as soon as its last byte is there', () => {
    const framer = new WireMessageFramer();
    expect(framer.push(stream.subarray(0, 15))).toEqual([]);
    expect(framer.push(stream.subarray(15, 16))).toEqual([messages[0]]);
    expect(framer.push(stream.subarray(16, 34))).toEqual([messages[1]]);
  });

  it.each([0, 15, -1, MAX_MESSAGE_BYTES + 1, 0x7fffffff])('refuses an announced length of %i bytes', (length) => {
    expect(() => new WireMessageFramer().push(announcement(length))).toThrow(WireMessageLengthError);
  });

  it('refuses a bad length behind good messages', () => {
    expect(() => new WireMessageFramer().push(Buffer.concat([stream, announcement(3)]))).toThrow(
      'A wire message of 3 bytes was announced; 16 to 48000000 are allowed.',
    );
  });

  it('waits for the rest of the largest message that is allowed', () => {
    const framer = new WireMessageFramer();
    expect(framer.push(announcement(MAX_MESSAGE_BYTES))).toEqual([]);
    const rest = Buffer.alloc(MAX_MESSAGE_BYTES - 16);
    const [largest] = framer.push(rest);
    expect(largest?.length).toBe(MAX_MESSAGE_BYTES);
  });
});
