import { NODE_ID } from '../broker-node.ts';
import { ErrorCode } from '../protocol/error-code.ts';
import { Writer } from '../protocol/writer.ts';
import { NO_THROTTLE, type Api } from './api.ts';

const GROUP = 0;

/** https://kafka.apache.org/protocol#The_Messages_FindCoordinator */
export const findCoordinator: Api = {
  key: 10,
  name: 'FindCoordinator',
  minVersion: 0,
  maxVersion: 2,
  handle({ version, body }, { host, port }) {
    body.string(); // The group: all have the same coordinator.
    const isGroup = version === 0 || body.int8() === GROUP;

    const response = new Writer();
    if (version >= 1) response.int32(NO_THROTTLE);
    response.int16(isGroup ? ErrorCode.NONE : ErrorCode.INVALID_REQUEST);
    if (version >= 1) response.string(isGroup ? undefined : 'Transactions are not supported: send without one');
    return response.int32(NODE_ID).string(host).int32(port);
  },
};
