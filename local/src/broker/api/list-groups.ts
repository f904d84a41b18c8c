import { ErrorCode } from '../protocol/error-code.ts';
import { Writer } from '../protocol/writer.ts';
import { NO_THROTTLE, type Api } from './api.ts';

/** What every group is that has committed offsets. */
const CONSUMER = 'consumer';

/** https://kafka.apache.org/protocol#The_Messages_ListGroups */
export const listGroups: Api = {
  key: 16,
  name: 'ListGroups',
  minVersion: 0,
  maxVersion: 2,
  handle({ version }, { groups, offsets }) {
    const types = new Map([
      ...offsets.groups().map((id) => [id, CONSUMER] as const),
      ...groups.all().map(({ id, protocolType }) => [id, protocolType] as const),
    ]);

    const response = new Writer();
    if (version >= 1) response.int32(NO_THROTTLE);
    response.int16(ErrorCode.NONE);
    return response.array([...types], ([id, type]) => response.string(id).string(type));
  },
};
