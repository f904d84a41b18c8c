import { crc32c } from '../../src/broker/protocol/crc32c.ts';
import { writeInt64 } from '../../src/broker/protocol/int64.ts';

export interface BatchContent {
  readonly values: readonly string[];
  /** Milliseconds since 1970 of each record; all 0 by default. */
  readonly timestamps?: readonly number[];
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly firstSequence?: number;
  readonly attributes?: number;
}

/** A record batch, version 2, as a producer sends it: https://kafka.apache.org/documentation/#recordbatch */
export function batchOf(content: BatchContent): Buffer {
  const { values, producerId = -1, producerEpoch = -1, firstSequence = -1, attributes = 0 } = content;
  const timestamps = content.timestamps ?? values.map(() => 0);
  const records = values.map((value, index) => recordOf(value, index, (timestamps[index] ?? 0) - (timestamps[0] ?? 0)));
  const batch = Buffer.concat([Buffer.alloc(61), ...records]);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt32BE(-1, 12);
  batch.writeInt8(2, 16);
  batch.writeInt16BE(attributes, 21);
  batch.writeInt32BE(values.length - 1, 23);
  writeInt64(batch, timestamps[0] ?? 0, 27);
  writeInt64(batch, Math.max(...timestamps), 35);
  writeInt64(batch, producerId, 43);
  batch.writeInt16BE(producerEpoch, 51);
  batch.writeInt32BE(firstSequence, 53);
  batch.writeInt32BE(values.length, 57);
  return sealed(batch);
}

/** The batch with the checksum of what is in it now. */
export function sealed(batch: Buffer): Buffer {
  batch.writeUInt32BE(crc32c(batch, 21), 17);
  return batch;
}

function recordOf(value: string, offsetDelta: number, timestampDelta: number): Buffer {
  const text = Buffer.from(value);
  const body = Buffer.concat([
    Buffer.of(0),
    zigzag(timestampDelta),
    zigzag(offsetDelta),
    zigzag(-1),
    zigzag(text.length),
    text,
    zigzag(0),
  ]);
  return Buffer.concat([zigzag(body.length), body]);
}

function zigzag(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value >= 0 ? value * 2 : -value * 2 - 1;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Buffer.from([...bytes, rest]);
}
