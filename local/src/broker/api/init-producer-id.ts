import { randomInt } from 'node:crypto';
import { ErrorCode } from '../protocol/error-code.ts';
import { Writer } from '../protocol/writer.ts';
import { NO_THROTTLE, type Api } from './api.ts';

const NO_PRODUCER_ID = -1;
const FIRST_EPOCH = 0;
/** The largest range that `randomInt` has: two producers meet in one id about never, and no counter must be kept. */
const PRODUCER_IDS = 2 ** 48 - 1;

/** https://kafka.apache.org/protocol#The_Messages_InitProducerId */
export const initProducerId: Api = {
  key: 22,
  name: 'InitProducerId',
  minVersion: 0,
  maxVersion: 1,
  handle({ body }) {
    const isTransactional = body.nullableString() !== undefined;
    const response = new Writer().int32(NO_THROTTLE);
    // Transactions are not supported.
    if (isTransactional) return response.int16(ErrorCode.INVALID_REQUEST).int64(NO_PRODUCER_ID).int16(-1);
    return response.int16(ErrorCode.NONE).int64(randomInt(PRODUCER_IDS)).int16(FIRST_EPOCH);
  },
};
