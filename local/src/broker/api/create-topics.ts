import type { BrokerNode } from '../broker-node.ts';
import { ApiError, ErrorCode } from '../protocol/error-code.ts';
import type { Reader } from '../protocol/reader.ts';
import { Writer } from '../protocol/writer.ts';
import { requireTopicConfig } from '../topic-config.ts';
import { NO_THROTTLE, type Api } from './api.ts';
import { outcomeOf } from './outcome.ts';

const BROKER_DEFAULT = -1;

/** https://kafka.apache.org/protocol#The_Messages_CreateTopics */
export const createTopics: Api = {
  key: 19,
  name: 'CreateTopics',
  minVersion: 2,
  maxVersion: 3,
  async handle({ body }, node) {
    const topics = body.array(() => readTopic(body));
    body.int32(); // How long to wait for the other nodes, of which there are none.
    const validateOnly = body.boolean();
    const outcomes = await Promise.all(
      topics.map(async (topic) => ({ topic, ...(await outcomeOf(() => create(topic, validateOnly, node))) })),
    );

    const response = new Writer().int32(NO_THROTTLE);
    return response.array(outcomes, ({ topic, error, message }) => {
      response.string(topic.name).int16(error).string(message);
    });
  },
};

function readTopic(body: Reader) {
  return {
    name: body.string(),
    partitions: body.int32(),
    replicationFactor: body.int16(),
    assignments: body.array(() => ({ partition: body.int32(), replicas: body.array(() => body.int32()) })),
    entries: body.array(() => ({ name: body.string(), value: body.nullableString() })),
  };
}

async function create(
  topic: ReturnType<typeof readTopic>,
  validateOnly: boolean,
  { topics, defaultPartitions }: BrokerNode,
): Promise<void> {
  const { name, replicationFactor, assignments, entries } = topic;
  if (assignments.length > 0) {
    const message = 'There is one node: give a number of partitions instead of an assignment of replicas';
    throw new ApiError(ErrorCode.INVALID_REPLICA_ASSIGNMENT, message);
  }
  if (replicationFactor !== 1 && replicationFactor !== BROKER_DEFAULT) {
    throw new ApiError(ErrorCode.INVALID_REPLICATION_FACTOR, 'There is one node: the replication factor can only be 1');
  }
  const config = requireTopicConfig(entries);
  const partitions = topic.partitions === BROKER_DEFAULT ? defaultPartitions : topic.partitions;
  if (validateOnly) topics.requireCreatable(name, partitions);
  else await topics.create(name, partitions, config);
}
