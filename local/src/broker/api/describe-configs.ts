import { NODE_ID, type BrokerNode } from '../broker-node.ts';
import { ApiError, ErrorCode } from '../protocol/error-code.ts';
import { Writer } from '../protocol/writer.ts';
import { describeTopicConfig } from '../topic-config.ts';
import { NO_THROTTLE, type Api } from './api.ts';
import { outcomeOf } from './outcome.ts';

/** https://github.com/apache/kafka/blob/4.0/clients/src/main/java/org/apache/kafka/common/config/ConfigResource.java */
export const RESOURCE = { TOPIC: 2, BROKER: 4 } as const;

/** https://github.com/apache/kafka/blob/4.0/clients/src/main/java/org/apache/kafka/common/requests/DescribeConfigsResponse.java */
const SOURCE = { TOPIC: 1, DEFAULT: 5 } as const;

interface Entry {
  readonly name: string;
  readonly value: string;
  readonly isDefault: boolean;
  readonly readOnly: boolean;
}

/** https://kafka.apache.org/protocol#The_Messages_DescribeConfigs */
export const describeConfigs: Api = {
  key: 32,
  name: 'DescribeConfigs',
  minVersion: 1,
  maxVersion: 2,
  async handle({ body }, node) {
    const resources = body.array(() => ({
      type: body.int8(),
      name: body.string(),
      wanted: body.nullableArray(() => body.string()),
    }));
    body.boolean(); // Whether to name the settings that a value may come from: each has one only.
    const described = await Promise.all(
      resources.map(async ({ type, name, wanted }) => {
        let entries: Entry[] = [];
        const outcome = await outcomeOf(() => (entries = entriesOf(type, name, node)));
        return { type, name, ...outcome, entries: entries.filter((entry) => wanted?.includes(entry.name) ?? true) };
      }),
    );

    const response = new Writer().int32(NO_THROTTLE);
    return response.array(described, ({ type, name, error, message, entries }) => {
      response.int16(error).string(message).int8(type).string(name);
      response.array(entries, (entry) => {
        response.string(entry.name).string(entry.value).boolean(entry.readOnly);
        response.int8(entry.isDefault ? SOURCE.DEFAULT : SOURCE.TOPIC);
        response.boolean(false); // None is secret.
        response.array([], () => undefined);
      });
    });
  },
};

function entriesOf(type: number, name: string, { topics, defaultPartitions, autoCreateTopics }: BrokerNode): Entry[] {
  if (type === RESOURCE.TOPIC) return describeTopicConfig(topics.require(name).config, topics.defaults);
  if (type === RESOURCE.BROKER && name === String(NODE_ID)) {
    const settings = { 'num.partitions': defaultPartitions, 'auto.create.topics.enable': autoCreateTopics };
    return [
      ...Object.entries(settings).map(([key, value]) => ({ name: key, value: String(value) })),
      ...describeTopicConfig({}, topics.defaults).map(({ name: key, value }) => ({ name: `log.${key}`, value })),
    ].map((entry) => ({ ...entry, isDefault: true, readOnly: true }));
  }
  throw new ApiError(ErrorCode.INVALID_REQUEST, `Only topics and broker ${NODE_ID} have settings`);
}
