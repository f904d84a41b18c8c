import type { LogPolicy } from './log/log-policy.ts';
import { ApiError, ErrorCode } from './protocol/error-code.ts';
import { MAX_BATCH_BYTES } from './record-batch.ts';

/** What was set for one topic, by Kafka's names and in Kafka's notation: https://kafka.apache.org/documentation/#topicconfigs */
export type TopicConfig = Readonly<Record<string, string>>;

/** Settings that may differ per topic: the least value each may have (-1 is unlimited), and the policy's word for it. */
const SETTINGS = {
  'retention.ms': { least: -1, field: 'retentionMs' },
  'retention.bytes': { least: -1, field: 'retentionBytes' },
  'segment.bytes': { least: 1024, field: 'segmentBytes' },
} as const satisfies Record<string, { least: number; field: keyof LogPolicy }>;

/** Settings that clients may name, with the only value they can have here. */
const FIXED: TopicConfig = {
  'cleanup.policy': 'delete',
  'max.message.bytes': String(MAX_BATCH_BYTES),
  'min.insync.replicas': '1',
};

/** @throws ApiError when an entry is unknown, or has a value that this broker cannot honour. */
export function requireTopicConfig(entries: readonly { name: string; value: string | undefined }[]): TopicConfig {
  const config: Record<string, string> = {};
  for (const { name, value = '' } of entries) {
    if (Object.hasOwn(FIXED, name)) {
      if (value !== FIXED[name]) throw invalid(`${name} can only be ${FIXED[name] ?? ''} here, not "${value}"`);
      continue;
    }
    if (!isSetting(name)) throw invalid(`${name} is not supported; ${Object.keys(SETTINGS).join(', ')} are`);
    if (!/^-?\d{1,15}$/.test(value) || Number(value) < SETTINGS[name].least) {
      throw invalid(`${name} must be a whole number of ${SETTINGS[name].least} or more, not "${value}"`);
    }
    config[name] = value;
  }
  return config;
}

/** The broker's policy, with what was set for the topic in its place. */
export function policyFor(config: TopicConfig, defaults: LogPolicy): LogPolicy {
  const policy: { -readonly [Field in keyof LogPolicy]: number } = { ...defaults };
  for (const [name, value] of Object.entries(config)) {
    if (isSetting(name)) policy[SETTINGS[name].field] = value === '-1' ? Infinity : Number(value);
  }
  return policy;
}

/** Every setting of a topic with its value in force. */
export function describeTopicConfig(config: TopicConfig, defaults: LogPolicy) {
  const policy = policyFor(config, defaults);
  return [
    ...Object.entries(SETTINGS).map(([name, { field }]) => ({
      name,
      value: Number.isFinite(policy[field]) ? String(policy[field]) : '-1',
      isDefault: !Object.hasOwn(config, name),
      readOnly: false,
    })),
    ...Object.entries(FIXED).map(([name, value]) => ({ name, value, isDefault: true, readOnly: true })),
  ];
}

function isSetting(name: string): name is keyof typeof SETTINGS {
  return Object.hasOwn(SETTINGS, name);
}

function invalid(message: string): ApiError {
  return new ApiError(ErrorCode.INVALID_CONFIG, message);
}
