import { asApiError, ErrorCode } from '../protocol/error-code.ts';
import type { PartitionLog } from '../log/partition-log.ts';
import { Writer } from '../protocol/writer.ts';
import { NO_THROTTLE, type Api } from './api.ts';

const LATEST = -1;
const EARLIEST = -2;
const NONE_FOUND = { offset: -1, timestamp: -1 };

/** https://kafka.apache.org/protocol#The_Messages_ListOffsets */
export const listOffsets: Api = {
  key: 2,
  name: 'ListOffsets',
  minVersion: 1,
  maxVersion: 3,
  handle({ version, body }, { topics }) {
    body.int32(); // The replica that asks.
    if (version >= 2) body.int8(); // The isolation level.
    const wanted = body.array(() => ({
      topic: body.string(),
      partitions: body.array(() => ({ partition: body.int32(), timestamp: body.int64() })),
    }));

    const response = new Writer();
    if (version >= 2) response.int32(NO_THROTTLE);
    return response.array(wanted, ({ topic, partitions }) => {
      response.string(topic).array(partitions, ({ partition, timestamp }) => {
        const { error, ...found } = find(() => topics.partition(topic, partition), timestamp);
        response.int32(partition).int16(error).int64(found.timestamp).int64(found.offset);
      });
    });
  },
};

function find(log: () => PartitionLog, timestamp: number) {
  try {
    return { error: ErrorCode.NONE, ...offsetIn(log(), timestamp) };
  } catch (error) {
    return { error: asApiError(error).code, ...NONE_FOUND };
  }
}

function offsetIn(log: PartitionLog, timestamp: number): { offset: number; timestamp: number } {
  if (timestamp === LATEST) return { offset: log.highWatermark, timestamp: -1 };
  if (timestamp === EARLIEST) return { offset: log.startOffset, timestamp: -1 };
  return log.findByTime(timestamp) ?? NONE_FOUND;
}
