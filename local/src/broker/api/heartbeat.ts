import { ErrorCode } from '../protocol/error-code.ts';
import { Writer } from '../protocol/writer.ts';
import { NO_THROTTLE, type Api } from './api.ts';

/** https://kafka.apache.org/protocol#The_Messages_Heartbeat */
export const heartbeat: Api = {
  key: 12,
  name: 'Heartbeat',
  minVersion: 0,
  maxVersion: 2,
  handle({ version, body }, { groups }) {
    const group = groups.find(body.string());
    const generation = body.int32();
    const error = group?.heartbeat(body.string(), generation) ?? ErrorCode.UNKNOWN_MEMBER_ID;

    const response = new Writer();
    if (version >= 1) response.int32(NO_THROTTLE);
    return response.int16(error);
  },
};
