import { setTimeout as delay } from 'node:timers/promises';
import { ConfigResourceTypes } from 'kafkajs';
import { describe, expect, it, vi } from 'vitest';
import { KafkaClient } from './kafka-client.ts';
import { startBroker } from './test-broker.ts';

async function setUp() {
  const { broker, dir } = await startBroker();
  const client = new KafkaClient(broker.port);
  return { broker, dir, client, admin: await client.admin() };
}

describe('topics', () => {
  it('are created with as many partitions as asked for, or the default', async () => {
    const { admin } = await setUp();
    const topics = [{ topic: 'orders', numPartitions: 3 }, { topic: 'users' }];
    expect(await admin.createTopics({ topics })).toBe(true);
    expect((await admin.listTopics()).sort()).toEqual(['orders', 'users']);
    const described = await admin.fetchTopicMetadata({ topics: ['orders', 'users'] });
    const partitions = new Map(described.topics.map((each) => [each.name, each.partitions]));
    expect(partitions.get('orders')).toHaveLength(3);
    expect(partitions.get('users')).toHaveLength(6);
    expect(partitions.get('users')?.[0]).toMatchObject({ leader: 1, replicas: [1], isr: [1] });
    expect(await admin.createTopics({ topics })).toBe(false);
  });

  it.each([
    [{ topic: 'no spaces please' }, 'INVALID_TOPIC_EXCEPTION'],
    [{ topic: '..' }, 'INVALID_TOPIC_EXCEPTION'],
    [{ topic: 'x'.repeat(250) }, 'INVALID_TOPIC_EXCEPTION'],
    [{ topic: 'ORDERS' }, 'INVALID_TOPIC_EXCEPTION'],
    [{ topic: 'users', numPartitions: 0 }, 'INVALID_PARTITIONS'],
    [{ topic: 'users', numPartitions: 100_000 }, 'INVALID_PARTITIONS'],
    [{ topic: 'users', replicationFactor: 3 }, 'INVALID_REPLICATION_FACTOR'],
    [{ topic: 'users', replicaAssignment: [{ partition: 0, replicas: [2] }] }, 'INVALID_REPLICA_ASSIGNMENT'],
    [{ topic: 'users', configEntries: [{ name: 'cleanup.policy', value: 'compact' }] }, 'INVALID_CONFIG'],
  ])('are not created from %j', async (topic, type) => {
    const { admin } = await setUp();
    await admin.createTopics({ topics: [{ topic: 'orders' }] });
    await expect(admin.createTopics({ topics: [topic] })).rejects.toMatchObject({ errors: [{ type }] });
    await expect(admin.createTopics({ topics: [topic], validateOnly: true })).rejects.toMatchObject({
      errors: [{ type }],
    });
    expect(await admin.listTopics()).toEqual(['orders']);
  });

  it('are only checked when that was asked for', async () => {
    const { admin } = await setUp();
    await admin.createTopics({ topics: [{ topic: 'orders' }], validateOnly: true, waitForLeaders: false });
    expect(await admin.listTopics()).toEqual([]);
  });

  it('do not appear by being used, unless the broker allows it', async () => {
    const { client, admin } = await setUp();
    const producer = await client.producer({ retry: { retries: 1, initialRetryTime: 10 } });
    await expect(producer.send({ topic: 'orders', messages: [{ value: 'x' }] })).rejects.toThrow();
    expect(await admin.listTopics()).toEqual([]);

    const { broker } = await startBroker({ autoCreateTopics: true });
    const generous = new KafkaClient(broker.port);
    await (await generous.producer()).send({ topic: 'orders', messages: [{ value: 'x' }] });
    expect(await (await generous.admin()).listTopics()).toEqual(['orders']);
  });

  it('grow, and survive a restart', async () => {
    const { admin, client, broker, dir } = await setUp();
    await client.createTopic('orders', 2);
    const producer = await client.producer();
    await producer.send({ topic: 'orders', messages: [{ value: 'x', partition: 1 }] });
    await admin.createPartitions({ topicPartitions: [{ topic: 'orders', count: 4 }] });
    await expect(admin.createPartitions({ topicPartitions: [{ topic: 'orders', count: 3 }] })).rejects.toMatchObject({
      type: 'INVALID_PARTITIONS',
    });
    await broker.close();
    await startBroker({ dir, port: broker.port });
    const offsets = await (await client.admin()).fetchTopicOffsets('orders');
    expect(offsets.map(({ high }) => high)).toEqual(['0', '1', '0', '0']);
  });

  it('are deleted with their messages and offsets, and may come back empty', async () => {
    const { admin, client } = await setUp();
    await client.createTopic('orders', 2);
    const producer = await client.producer();
    const consuming = await client.consumer('orders', 'mail');
    await producer.send({ topic: 'orders', messages: [{ value: 'x', partition: 0 }] });
    await vi.waitFor(async () => {
      const [committed] = await admin.fetchOffsets({ groupId: 'mail', topics: ['orders'] });
      expect(committed?.partitions).toContainEqual(expect.objectContaining({ partition: 0, offset: '1' }));
    });
    await consuming.consumer.disconnect();
    await admin.deleteTopics({ topics: ['orders'] });
    expect(await admin.listTopics()).toEqual([]);
    expect(await admin.fetchOffsets({ groupId: 'mail' })).toEqual([]);
    const impatient = await client.admin({ retry: { retries: 0 } });
    await expect(impatient.deleteTopics({ topics: ['orders'] })).rejects.toThrow('does not host this topic-partition');
    await client.createTopic('orders', 1);
    expect(await admin.fetchTopicOffsets('orders')).toEqual([{ partition: 0, offset: '0', high: '0', low: '0' }]);
  });
});

describe('offsets', () => {
  it('are looked up by time', async () => {
    const { admin, client } = await setUp();
    await client.createTopic('orders');
    const producer = await client.producer();
    const messages = [1000, 2000, 3000].map((time) => ({ value: 'x', timestamp: String(1_700_000_000_000 + time) }));
    await producer.send({ topic: 'orders', messages });
    const since = async (time: number) =>
      (await admin.fetchTopicOffsetsByTimestamp('orders', 1_700_000_000_000 + time))[0]?.offset;
    expect(await since(0)).toBe('0');
    expect(await since(1500)).toBe('1');
    expect(await since(3000)).toBe('2');
    expect(await since(3001)).toBe('3');
  });

  it('of a group without members are set, reset and read', async () => {
    const { admin, client } = await setUp();
    await client.createTopic('orders');
    const producer = await client.producer();
    await producer.send({ topic: 'orders', messages: ['a', 'b', 'c'].map((value) => ({ value })) });
    const committed = async (groupId: string) => {
      const [orders] = await admin.fetchOffsets({ groupId, topics: ['orders'] });
      return orders?.partitions;
    };
    expect(await committed('mail')).toEqual([{ partition: 0, offset: '-1', metadata: null }]);
    await Promise.all([
      admin.setOffsets({ groupId: 'mail', topic: 'orders', partitions: [{ partition: 0, offset: '2' }] }),
      admin.resetOffsets({ groupId: 'search', topic: 'orders', earliest: true }),
    ]);
    expect(await committed('mail')).toMatchObject([{ partition: 0, offset: '2' }]);
    // How kafkajs notes down "the earliest there is".
    expect(await committed('search')).toMatchObject([{ partition: 0, offset: '-2' }]);
  });

  it('below a point are deleted', async () => {
    const { admin, client } = await setUp();
    await client.createTopic('orders');
    const producer = await client.producer();
    await producer.send({ topic: 'orders', messages: ['a', 'b', 'c'].map((value) => ({ value })) });
    expect(await admin.fetchTopicOffsets('orders')).toMatchObject([{ low: '0', high: '3' }]);
    await admin.deleteTopicRecords({ topic: 'orders', partitions: [{ partition: 0, offset: '2' }] });
    expect(await admin.fetchTopicOffsets('orders')).toMatchObject([{ low: '2', high: '3' }]);
    await admin.deleteTopicRecords({ topic: 'orders', partitions: [{ partition: 0, offset: '-1' }] });
    expect(await admin.fetchTopicOffsets('orders')).toMatchObject([{ low: '3', high: '3' }]);
  });
});

describe('groups', () => {
  it('are listed and described, while they have members and after', async () => {
    const { admin, client } = await setUp();
    await client.createTopic('orders', 2);
    const { consumer } = await client.consumer('orders', 'mail');
    expect(await admin.listGroups()).toEqual({ groups: [{ groupId: 'mail', protocolType: 'consumer' }] });
    const [mail] = (await admin.describeGroups(['mail'])).groups;
    expect(mail).toMatchObject({
      groupId: 'mail',
      state: 'Stable',
      protocolType: 'consumer',
      protocol: 'RoundRobinAssigner',
      members: [{ clientId: 'kafkajs', clientHost: '/127.0.0.1' }],
    });
    await consumer.disconnect();
    expect((await admin.describeGroups(['mail', 'unknown'])).groups).toMatchObject([
      { groupId: 'mail', state: 'Empty', members: [] },
      { groupId: 'unknown', state: 'Dead', members: [] },
    ]);
  });

  it('are deleted with their offsets, unless they have members', async () => {
    const { admin, client, broker, dir } = await setUp();
    await client.createTopic('orders');
    const { consumer } = await client.consumer('orders', 'mail');
    await (await client.producer()).send({ topic: 'orders', messages: [{ value: 'x' }] });
    await vi.waitFor(async () => expect(await admin.fetchOffsets({ groupId: 'mail' })).toHaveLength(1));
    await expect(admin.deleteGroups(['mail'])).rejects.toMatchObject({
      groups: [{ error: { type: 'NON_EMPTY_GROUP' } }],
    });
    await consumer.disconnect();
    await broker.close();
    await startBroker({ dir, port: broker.port });
    const later = await client.admin();
    expect((await later.listGroups()).groups).toEqual([{ groupId: 'mail', protocolType: 'consumer' }]);
    expect((await later.describeGroups(['mail'])).groups).toMatchObject([{ state: 'Empty' }]);
    await later.deleteGroups(['mail']);
    expect((await later.listGroups()).groups).toEqual([]);
    await expect(later.deleteGroups(['mail'])).rejects.toMatchObject({
      groups: [{ error: { type: 'GROUP_ID_NOT_FOUND' } }],
    });
  });
});

describe('settings', () => {
  it('of a topic are described and altered, and are in force at once', async () => {
    const { admin, client, broker, dir } = await setUp();
    const topic = { type: ConfigResourceTypes.TOPIC, name: 'orders' };
    await admin.createTopics({
      topics: [{ topic: 'orders', numPartitions: 1, configEntries: [{ name: 'segment.bytes', value: '1024' }] }],
    });
    const describeOne = async (name: string) => {
      const resources = [{ ...topic, configNames: [name] }];
      return (await admin.describeConfigs({ resources, includeSynonyms: false })).resources[0]?.configEntries;
    };
    expect(await describeOne('segment.bytes')).toMatchObject([{ configValue: '1024', isDefault: false }]);
    expect(await describeOne('cleanup.policy')).toMatchObject([{ configValue: 'delete', isDefault: true }]);

    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ ...topic, configEntries: [{ name: 'retention.ms', value: '1' }] }],
    });
    expect(await describeOne('segment.bytes')).toMatchObject([{ configValue: '16777216', isDefault: true }]);
    const producer = await client.producer();
    await producer.send({ topic: 'orders', messages: [{ value: 'short-lived' }] });
    await delay(20);
    await broker.close();
    await startBroker({ dir, port: broker.port });
    const later = await client.admin();
    expect(await later.fetchTopicOffsets('orders')).toMatchObject([{ low: '1', high: '1' }]);
    await expect(
      later.alterConfigs({
        validateOnly: false,
        resources: [{ ...topic, configEntries: [{ name: 'cleanup.policy', value: 'compact' }] }],
      }),
    ).rejects.toMatchObject({ type: 'INVALID_CONFIG' });
  });

  it('of the broker are described, and cannot be altered', async () => {
    const { admin } = await setUp();
    const resource = { type: ConfigResourceTypes.BROKER, name: '1' };
    const { resources } = await admin.describeConfigs({ resources: [resource], includeSynonyms: false });
    expect(resources[0]?.configEntries).toContainEqual(
      expect.objectContaining({ configName: 'auto.create.topics.enable', configValue: 'false', readOnly: true }),
    );
    await expect(
      admin.alterConfigs({
        validateOnly: false,
        resources: [{ ...resource, configEntries: [{ name: 'num.partitions', value: '9' }] }],
      }),
    ).rejects.toMatchObject({ type: 'INVALID_REQUEST' });
  });

  it('of the cluster name the one node', async () => {
    const { admin, broker } = await setUp();
    expect(await admin.describeCluster()).toEqual({
      brokers: [{ nodeId: 1, host: '127.0.0.1', port: broker.port }],
      controller: 1,
      clusterId: 'souk',
    });
  });
});
