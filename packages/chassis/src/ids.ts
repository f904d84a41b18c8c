import { createHash, randomBytes } from 'node:crypto';
import type { IdGenerator } from '@souk/kernel/id-generator';

/** UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits, so that new ids sort by age. */
export function uuidv7(now: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  return formatUuid(bytes, 7);
}

/** The same UUID (version 8, RFC 9562 §5.8) for the same parts: an id that is derived from its cause. */
export function derivedUuid(...parts: readonly string[]): string {
  return formatUuid(createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 16), 8);
}

export const uuidGenerator: IdGenerator = { next: () => uuidv7() };

function formatUuid(bytes: Buffer, version: number): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
