import { ErrorCode } from '../protocol/error-code.ts';
import { Writer } from '../protocol/writer.ts';
import { NO_THROTTLE, type Api } from './api.ts';

const NOTHING_COMMITTED = { offset: -1, metadata: '' };

/** https://kafka.apache.org/protocol#The_Messages_OffsetFetch */
export const offsetFetch: Api = {
  key: 9,
  name: 'OffsetFetch',
  minVersion: 1,
  maxVersion: 4,
  handle({ version, body }, { offsets }) {
    const group = body.string();
    const wanted =
      body.nullableArray(() => ({ topic: body.string(), partitions: body.array(() => body.int32()) })) ??
      [...Map.groupBy(offsets.ofGroup(group), ({ topic }) => topic)].map(([topic, committed]) => ({
        topic,
        partitions: committed.map(({ partition }) => partition),
      }));

    const response = new Writer();
    if (version >= 3) response.int32(NO_THROTTLE);
    response.array(wanted, ({ topic, partitions }) => {
      response.string(topic).array(partitions, (partition) => {
        const { offset, metadata } = offsets.find(group, topic, partition) ?? NOTHING_COMMITTED;
        response.int32(partition).int64(offset).string(metadata).int16(ErrorCode.NONE);
      });
    });
    if (version >= 2) response.int16(ErrorCode.NONE);
    return response;
  },
};
