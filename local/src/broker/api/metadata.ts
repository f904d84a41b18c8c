import { CLUSTER_ID, NODE_ID, type BrokerNode } from '../broker-node.ts';
import { asApiError, ErrorCode } from '../protocol/error-code.ts';
import { Writer } from '../protocol/writer.ts';
import { NO_THROTTLE, type Api } from './api.ts';

interface Described {
  readonly name: string;
  readonly error: ErrorCode;
  readonly partitions: readonly number[];
}

/** https://kafka.apache.org/protocol#The_Messages_Metadata */
export const metadata: Api = {
  key: 3,
  name: 'Metadata',
  minVersion: 1,
  maxVersion: 6,
  async handle({ version, body }, node) {
    const names = body.nullableArray(() => body.string()) ?? node.topics.all().map(({ name }) => name);
    const mayCreate = (version >= 4 ? body.boolean() : true) && node.autoCreateTopics;
    const topics = await Promise.all(names.map((name) => describe(name, mayCreate, node)));

    const response = new Writer();
    if (version >= 3) response.int32(NO_THROTTLE);
    response.array([node], ({ host, port }) => response.int32(NODE_ID).string(host).int32(port).string(undefined));
    if (version >= 2) response.string(CLUSTER_ID);
    response.int32(NODE_ID);
    return response.array(topics, ({ name, error, partitions }) => {
      response.int16(error).string(name).boolean(false);
      response.array(partitions, (partition) => {
        response.int16(ErrorCode.NONE).int32(partition).int32(NODE_ID);
        response.array([NODE_ID], (replica) => response.int32(replica));
        response.array([NODE_ID], (inSync) => response.int32(inSync));
        if (version >= 5) response.array([], () => undefined);
      });
    });
  },
};

async function describe(
  name: string,
  mayCreate: boolean,
  { topics, defaultPartitions }: BrokerNode,
): Promise<Described> {
  try {
    const isNew = mayCreate && !topics.find(name);
    const { partitions } = isNew ? await topics.create(name, defaultPartitions, {}) : topics.require(name);
    return { name, error: ErrorCode.NONE, partitions: [...partitions.keys()] };
  } catch (error) {
    return { name, error: asApiError(error).code, partitions: [] };
  }
}
