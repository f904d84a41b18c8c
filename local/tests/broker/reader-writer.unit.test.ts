import {
  array,
  assert,
  boolean,
  integer,
  maxSafeInteger,
  option,
  property,
  string,
  tuple,
  uint8Array,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedRequestError, Reader } from '../../src/broker/protocol/reader.ts';
import { Writer } from '../../src/broker/protocol/writer.ts';

const INT8 = integer({ min: -(2 ** 7), max: 2 ** 7 - 1 });
const INT16 = integer({ min: -(2 ** 15), max: 2 ** 15 - 1 });

const FIELDS = tuple(
  boolean(),
  INT8,
  INT16,
  integer(),
  maxSafeInteger(),
  option(string({ unit: 'grapheme', maxLength: 700 }), { nil: undefined }),
  uint8Array({ maxLength: 2000 }),
  array(string(), { maxLength: 20 }),
);

describe('what a writer wrote', () => {
  it('is what a reader reads', () => {
    assert(
      property(FIELDS, ([flag, int8, int16, int32, int64, text, bytes, list]) => {
        const writer = new Writer();
        writer.boolean(flag).int8(int8).int16(int16).int32(int32).int64(int64).string(text);
        writer.bytes(Buffer.from(bytes)).array(list, (item) => writer.string(item));
        const written = Buffer.concat(writer.finish());
        expect(writer.size).toBe(written.length);

        const reader = new Reader(written);
        expect(reader.boolean()).toBe(flag);
        expect(reader.int8()).toBe(int8);
        expect(reader.int16()).toBe(int16);
        expect(reader.int32()).toBe(int32);
        expect(reader.int64()).toBe(int64);
        expect(reader.nullableString()).toBe(text);
        expect(reader.bytes()).toEqual(Buffer.from(bytes));
        expect(reader.array(() => reader.string())).toEqual(list);
      }),
    );
  });

  it('is in the network order of bytes', () => {
    const written = Buffer.concat(new Writer().int16(-2).int32(1).int64(-1).string('é').finish());
    expect(written.toString('hex')).toBe('fffe00000001ffffffffffffffff0002c3a9');
  });
});

describe('a reader', () => {
  it('refuses every request that ends too early', () => {
    const whole = Buffer.concat(new Writer().int16(1).string('topic').int64(7).bytes(Buffer.from('records')).finish());
    for (let length = 0; length < whole.length; length++) {
      const reader = new Reader(whole.subarray(0, length));
      const readAll = () => [reader.int16(), reader.string(), reader.int64(), reader.bytes()];
      expect(readAll, `cut to ${length} bytes`).toThrow(MalformedRequestError);
    }
  });

  it('refuses an array that claims more items than there are bytes', () => {
    const reader = new Reader(Buffer.from('7fffffff0000', 'hex'));
    expect(() => reader.array(() => reader.int8())).toThrow(MalformedRequestError);
  });

  it('refuses null where a value is needed, and takes it where it may be', () => {
    expect(() => new Reader(Buffer.from('ffff', 'hex')).string()).toThrow(MalformedRequestError);
    expect(() => new Reader(Buffer.from('ffffffff', 'hex')).bytes()).toThrow(MalformedRequestError);
    expect(new Reader(Buffer.from('ffff', 'hex')).nullableString()).toBeUndefined();
    expect(new Reader(Buffer.from('ffffffff', 'hex')).nullableArray(() => 0)).toBeUndefined();
  });
});
