import { ErrorCode } from '../protocol/error-code.ts';
import { Writer } from '../protocol/writer.ts';
import { NO_THROTTLE, type Api } from './api.ts';

/** https://kafka.apache.org/protocol#The_Messages_DescribeGroups */
export const describeGroups: Api = {
  key: 15,
  name: 'DescribeGroups',
  minVersion: 0,
  maxVersion: 2,
  handle({ version, body }, { groups, offsets }) {
    const ids = body.array(() => body.string());

    const response = new Writer();
    if (version >= 1) response.int32(NO_THROTTLE);
    return response.array(ids, (id) => {
      const group = groups.find(id);
      const withoutMembers = offsets.ofGroup(id).length > 0 ? 'Empty' : 'Dead';
      response
        .int16(ErrorCode.NONE)
        .string(id)
        .string(group?.state ?? withoutMembers);
      response.string(group?.protocolType ?? '').string(group?.protocol ?? '');
      response.array(group?.members ?? [], (member) => {
        response.string(member.id).string(member.details.clientId).string(member.details.clientHost);
        response.bytes(member.metadataFor(group?.protocol ?? '')).bytes(member.assignment);
      });
    });
  },
};
