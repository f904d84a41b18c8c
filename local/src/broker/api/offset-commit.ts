import type { BrokerNode } from '../broker-node.ts';
import type { CommittedOffset } from '../offset-store.ts';
import { asApiError, ErrorCode } from '../protocol/error-code.ts';
import { Writer } from '../protocol/writer.ts';
import { NO_THROTTLE, type Api } from './api.ts';

const MAX_METADATA_BYTES = 4096;

/** https://kafka.apache.org/protocol#The_Messages_OffsetCommit */
export const offsetCommit: Api = {
  key: 8,
  name: 'OffsetCommit',
  minVersion: 2,
  maxVersion: 5,
  async handle({ version, body }, node) {
    const groupId = body.string();
    const generation = body.int32();
    const memberId = body.string();
    if (version <= 4) body.int64(); // How long to keep the offsets: they are kept until their group or topic is deleted.
    const topics = body.array(() => {
      const topic = body.string();
      return {
        topic,
        partitions: body.array((): CommittedOffset => {
          return { topic, partition: body.int32(), offset: body.int64(), metadata: body.nullableString() ?? '' };
        }),
      };
    });

    const checked = topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map((offset) => ({ offset, error: refusalOf(offset, node) })),
    }));
    const acceptable = checked.flatMap(({ partitions }) =>
      partitions.filter(({ error }) => error === ErrorCode.NONE).map(({ offset }) => offset),
    );
    const groupError = await commit(node, groupId, memberId, generation, acceptable);

    const response = new Writer();
    if (version >= 3) response.int32(NO_THROTTLE);
    return response.array(checked, ({ topic, partitions }) => {
      response.string(topic).array(partitions, ({ offset, error }) => {
        response.int32(offset.partition).int16(error === ErrorCode.NONE ? groupError : error);
      });
    });
  },
};

function refusalOf({ topic, partition, metadata }: CommittedOffset, { topics }: BrokerNode): ErrorCode {
  if (!topics.find(topic)?.partitions[partition]) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  return Buffer.byteLength(metadata) > MAX_METADATA_BYTES ? ErrorCode.OFFSET_METADATA_TOO_LARGE : ErrorCode.NONE;
}

async function commit(
  { groups, offsets, report }: BrokerNode,
  groupId: string,
  memberId: string,
  generation: number,
  acceptable: readonly CommittedOffset[],
): Promise<ErrorCode> {
  if (groupId === '') return ErrorCode.INVALID_GROUP_ID;
  const group = groups.find(groupId);
  const isOutsider = generation < 0 && memberId === '';
  const refusal =
    group?.checkCommit(memberId, generation) ?? (isOutsider ? ErrorCode.NONE : ErrorCode.UNKNOWN_MEMBER_ID);
  if (refusal !== ErrorCode.NONE) return refusal;
  try {
    await offsets.commit(groupId, acceptable);
    return ErrorCode.NONE;
  } catch (error) {
    const { code, message } = asApiError(error);
    report(message);
    return code;
  }
}
