import { expect, it } from 'vitest';
import { describeTopicConfig, policyFor, requireTopicConfig } from '../../src/broker/topic-config.ts';

const DEFAULTS = { segmentBytes: 4096, retentionMs: 1000, retentionBytes: Infinity };

it("a topic's settings take the place of the broker's", () => {
  const config = requireTopicConfig([
    { name: 'retention.ms', value: '-1' },
    { name: 'retention.bytes', value: '5000' },
    { name: 'cleanup.policy', value: 'delete' },
  ]);
  expect(policyFor(config, DEFAULTS)).toEqual({ segmentBytes: 4096, retentionMs: Infinity, retentionBytes: 5000 });
});

it('a topic is described with every value in force, and whether it was set', () => {
  const described = describeTopicConfig(requireTopicConfig([{ name: 'retention.ms', value: '60000' }]), DEFAULTS);
  expect(described).toContainEqual({ name: 'retention.ms', value: '60000', isDefault: false, readOnly: false });
  expect(described).toContainEqual({ name: 'retention.bytes', value: '-1', isDefault: true, readOnly: false });
  expect(described).toContainEqual({ name: 'cleanup.policy', value: 'delete', isDefault: true, readOnly: true });
});

it.each([
  ['cleanup.policy', 'compact'],
  ['min.insync.replicas', '2'],
  ['retention.ms', 'a week'],
  ['retention.ms', '-2'],
  ['segment.bytes', '10'],
  ['toString', 'x'],
  ['flush.ms', '1'],
])('%s = %s is refused with a message that names the setting', (name, value) => {
  expect(() => requireTopicConfig([{ name, value }])).toThrow(name);
});
