import { joinRefused, type JoinRequest } from '../group-member.ts';
import { ErrorCode } from '../protocol/error-code.ts';
import { Writer } from '../protocol/writer.ts';
import { NO_THROTTLE, type Api } from './api.ts';

const MAX_SESSION_TIMEOUT_MS = 30 * 60_000;

/** https://kafka.apache.org/protocol#The_Messages_JoinGroup */
export const joinGroup: Api = {
  key: 11,
  name: 'JoinGroup',
  minVersion: 0,
  maxVersion: 3,
  async handle({ version, body, clientId, clientHost, onClose }, { groups }) {
    const groupId = body.string();
    const sessionTimeoutMs = body.int32();
    const joining: JoinRequest = {
      sessionTimeoutMs,
      rebalanceTimeoutMs: version >= 1 ? body.int32() : sessionTimeoutMs,
      memberId: body.string(),
      protocolType: body.string(),
      protocols: body.array(() => ({ name: body.string(), metadata: Buffer.from(body.bytes()) })),
      clientId,
      clientHost,
    };

    const refusal = refusalOf(groupId, joining);
    const result =
      refusal === ErrorCode.NONE
        ? await groups.findOrCreate(groupId).join(joining, onClose)
        : joinRefused(refusal, joining.memberId);

    const response = new Writer();
    if (version >= 2) response.int32(NO_THROTTLE);
    response.int16(result.error).int32(result.generation).string(result.protocol);
    response.string(result.leaderId).string(result.memberId);
    return response.array(result.members, ({ memberId, metadata }) => response.string(memberId).bytes(metadata));
  },
};

function refusalOf(groupId: string, { sessionTimeoutMs, rebalanceTimeoutMs }: JoinRequest): ErrorCode {
  if (groupId === '') return ErrorCode.INVALID_GROUP_ID;
  const isPossible = (milliseconds: number) => milliseconds > 0 && milliseconds <= MAX_SESSION_TIMEOUT_MS;
  return isPossible(sessionTimeoutMs) && isPossible(rebalanceTimeoutMs)
    ? ErrorCode.NONE
    : ErrorCode.INVALID_SESSION_TIMEOUT;
}
