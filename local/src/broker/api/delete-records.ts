import type { Topics } from '../topics.ts';
import { asApiError, ErrorCode } from '../protocol/error-code.ts';
import { Writer } from '../protocol/writer.ts';
import { NO_THROTTLE, type Api } from './api.ts';

const EVERYTHING = -1;
const NO_OFFSET = -1;

/** https://kafka.apache.org/protocol#The_Messages_DeleteRecords */
export const deleteRecords: Api = {
  key: 21,
  name: 'DeleteRecords',
  minVersion: 0,
  maxVersion: 1,
  handle({ body }, { topics }) {
    const wanted = body.array(() => ({
      topic: body.string(),
      partitions: body.array(() => ({ partition: body.int32(), offset: body.int64() })),
    }));
    body.int32(); // How long to wait for the other nodes, of which there are none.

    const response = new Writer().int32(NO_THROTTLE);
    return response.array(wanted, ({ topic, partitions }) => {
      response.string(topic).array(partitions, ({ partition, offset }) => {
        const { startOffset, error } = deleteBefore(topics, topic, partition, offset);
        response.int32(partition).int64(startOffset).int16(error);
      });
    });
  },
};

function deleteBefore(topics: Topics, topic: string, partition: number, offset: number) {
  try {
    const log = topics.partition(topic, partition);
    log.deleteBefore(offset === EVERYTHING ? log.highWatermark : offset);
    return { startOffset: log.startOffset, error: ErrorCode.NONE };
  } catch (error) {
    return { startOffset: NO_OFFSET, error: asApiError(error).code };
  }
}
