import { expect, it } from 'vitest';
import { FrameReader, MAX_FRAME_BYTES } from '../../src/broker/frame-reader.ts';
import { MalformedRequestError } from '../../src/broker/protocol/reader.ts';

function framed(...contents: string[]): Buffer {
  return Buffer.concat(
    contents.map((content) => {
      const frame = Buffer.alloc(4 + content.length, content.length > 0 ? `\0\0\0\0${content}` : 0);
      frame.writeInt32BE(content.length, 0);
      return frame;
    }),
  );
}

it('yields the same requests however the stream is cut', () => {
  const contents = ['first', '', 'second request', 'x'];
  const stream = framed(...contents);
  for (let size = 1; size <= stream.length; size++) {
    const reader = new FrameReader();
    const seen: string[] = [];
    for (let at = 0; at < stream.length; at += size) {
      for (const frame of reader.push(stream.subarray(at, at + size))) seen.push(frame.toString());
    }
    expect(seen, `in pieces of ${size}`).toEqual(contents);
  }
});

it.each([-1, MAX_FRAME_BYTES + 1])('refuses a request that claims %i bytes, before they arrive', (length) => {
  const start = Buffer.alloc(4);
  start.writeInt32BE(length, 0);
  expect(() => [...new FrameReader().push(start)]).toThrow(MalformedRequestError);
});
