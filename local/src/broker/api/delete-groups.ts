import type { BrokerNode } from '../broker-node.ts';
import { ApiError, ErrorCode } from '../protocol/error-code.ts';
import { Writer } from '../protocol/writer.ts';
import { NO_THROTTLE, type Api } from './api.ts';
import { outcomeOf } from './outcome.ts';

/** https://kafka.apache.org/protocol#The_Messages_DeleteGroups */
export const deleteGroups: Api = {
  key: 42,
  name: 'DeleteGroups',
  minVersion: 0,
  maxVersion: 1,
  async handle({ body }, node) {
    const ids = body.array(() => body.string());
    const outcomes = await Promise.all(
      ids.map(async (id) => ({ id, ...(await outcomeOf(() => deleteGroup(id, node))) })),
    );

    const response = new Writer().int32(NO_THROTTLE);
    return response.array(outcomes, ({ id, error }) => response.string(id).int16(error));
  },
};

async function deleteGroup(id: string, { groups, offsets }: BrokerNode): Promise<void> {
  const group = groups.find(id);
  if (!group && offsets.ofGroup(id).length === 0) {
    throw new ApiError(ErrorCode.GROUP_ID_NOT_FOUND, `There is no group ${id}`);
  }
  if (group && group.members.length > 0) {
    throw new ApiError(ErrorCode.NON_EMPTY_GROUP, `Group ${id} has members: stop its consumers first`);
  }
  groups.delete(id);
  await offsets.forgetGroup(id);
}
