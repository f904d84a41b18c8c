import { syncRefused } from '../group-member.ts';
import { ErrorCode } from '../protocol/error-code.ts';
import { Writer } from '../protocol/writer.ts';
import { NO_THROTTLE, type Api } from './api.ts';

/** https://kafka.apache.org/protocol#The_Messages_SyncGroup */
export const syncGroup: Api = {
  key: 14,
  name: 'SyncGroup',
  minVersion: 0,
  maxVersion: 2,
  async handle({ version, body }, { groups }) {
    const group = groups.find(body.string());
    const generation = body.int32();
    const memberId = body.string();
    const assignments = new Map(body.array(() => [body.string(), Buffer.from(body.bytes())] as const));

    const result = await (group?.sync(memberId, generation, assignments) ?? syncRefused(ErrorCode.UNKNOWN_MEMBER_ID));

    const response = new Writer();
    if (version >= 1) response.int32(NO_THROTTLE);
    return response.int16(result.error).bytes(result.assignment);
  },
};
