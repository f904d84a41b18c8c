import { expect, it } from 'vitest';
import { crc32c } from '../../src/broker/protocol/crc32c.ts';

it.each([
  ['32 bytes of zero', Buffer.alloc(32), 0x8a9136aa],
  ['32 bytes of 0xff', Buffer.alloc(32, 0xff), 0x62a8ab43],
  ['the bytes 0 to 31', Buffer.from(Array.from({ length: 32 }, (_, index) => index)), 0x46dd794e],
  ['the digits 1 to 9', Buffer.from('123456789'), 0xe3069283],
  ['nothing', Buffer.alloc(0), 0],
])('the checksum of %s is the one that RFC 3720 gives', (_, bytes, expected) => {
  expect(crc32c(bytes)).toBe(expected);
});

it('leaves out what is before the start', () => {
  expect(crc32c(Buffer.from('xx123456789'), 2)).toBe(0xe3069283);
});
