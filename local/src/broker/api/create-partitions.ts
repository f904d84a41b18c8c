import { ApiError, ErrorCode } from '../protocol/error-code.ts';
import { Writer } from '../protocol/writer.ts';
import { NO_THROTTLE, type Api } from './api.ts';
import { outcomeOf } from './outcome.ts';

/** https://kafka.apache.org/protocol#The_Messages_CreatePartitions */
export const createPartitions: Api = {
  key: 37,
  name: 'CreatePartitions',
  minVersion: 0,
  maxVersion: 1,
  async handle({ body }, { topics }) {
    const wanted = body.array(() => ({
      name: body.string(),
      count: body.int32(),
      assignments: body.nullableArray(() => body.array(() => body.int32())) ?? [],
    }));
    body.int32(); // How long to wait for the other nodes, of which there are none.
    const validateOnly = body.boolean();
    const grow = async ({ name, count, assignments }: (typeof wanted)[number]) => {
      if (assignments.length > 0) {
        const message = 'There is one node: give the number of partitions only, without an assignment of replicas';
        throw new ApiError(ErrorCode.INVALID_REPLICA_ASSIGNMENT, message);
      }
      if (validateOnly) topics.requireGrowable(name, count);
      else await topics.grow(name, count);
    };
    const outcomes = await Promise.all(
      wanted.map(async (each) => ({ name: each.name, ...(await outcomeOf(() => grow(each))) })),
    );

    const response = new Writer().int32(NO_THROTTLE);
    return response.array(outcomes, ({ name, error, message }) => response.string(name).int16(error).string(message));
  },
};
