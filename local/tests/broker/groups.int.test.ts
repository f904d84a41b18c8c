import { expect, it, vi } from 'vitest';
import { KafkaClient, valuesOf } from './kafka-client.ts';
import { RawClient } from './raw-client.ts';
import { startBroker } from './test-broker.ts';

const PARTITIONS = [0, 1, 2, 3, 4, 5];

it('three members share the partitions, and the others take over when one leaves', async () => {
  const { broker } = await startBroker();
  const client = new KafkaClient(broker.port);
  await client.createTopic('orders', PARTITIONS.length);
  const producer = await client.producer();
  const members = [
    await client.consumer('orders', 'mail'),
    await client.consumer('orders', 'mail'),
    await client.consumer('orders', 'mail'),
  ];
  const expectShares = (of: typeof members, size: number) =>
    vi.waitFor(
      () => {
        for (const { assigned } of of) expect(assigned()).toHaveLength(size);
        expect(of.flatMap(({ assigned }) => assigned()).sort()).toEqual(PARTITIONS);
      },
      { timeout: 60_000 },
    );
  await expectShares(members, 2);

  const [leaving, ...staying] = members;
  await leaving!.consumer.disconnect();
  await expectShares(staying, 3);
  for (const partition of PARTITIONS) {
    await producer.send({ topic: 'orders', messages: [{ value: `to ${partition}`, partition }] });
  }
  await vi.waitFor(() => {
    const values = staying.flatMap(({ received }) => valuesOf(received)).sort();
    expect(values).toEqual(PARTITIONS.map((partition) => `to ${partition}`));
  });
});

it('a member that goes silent loses its partitions when its session ends', async () => {
  const { broker } = await startBroker();
  const client = new KafkaClient(broker.port);
  await client.createTopic('orders', 2);
  const raw = await RawClient.connect(broker.port);
  const joined = await raw.request(11, 2, (body) => {
    body.string('mail').int32(1500).int32(3000).string('').string('consumer');
    body.array(['RoundRobinAssigner'], (name) => body.string(name).bytes(Buffer.from('000100000000', 'hex')));
  });
  joined.int32();
  expect(joined.int16()).toBe(0);
  const { assigned } = await client.consumer('orders', 'mail', { rebalanceTimeout: 10_000 });
  expect(assigned()).toEqual([0, 1]);
});

it('two groups each get every message', async () => {
  const { broker } = await startBroker();
  const client = new KafkaClient(broker.port);
  await client.createTopic('orders', 2);
  const mail = await client.consumer('orders', 'mail');
  const search = await client.consumer('orders', 'search');
  const producer = await client.producer();
  await producer.send({ topic: 'orders', messages: ['a', 'b', 'c'].map((key) => ({ key, value: key })) });
  for (const { received } of [mail, search]) {
    await vi.waitFor(() => expect(valuesOf(received).sort()).toEqual(['a', 'b', 'c']));
  }
});

it('a consumer that has fallen below the start of the log goes on at the oldest message', async () => {
  const { broker } = await startBroker({ segmentBytes: 1024 });
  const client = new KafkaClient(broker.port);
  const admin = await client.admin();
  await client.createTopic('orders');
  const producer = await client.producer();
  for (let sequence = 0; sequence < 10; sequence++) {
    await producer.send({ topic: 'orders', messages: [{ value: `${sequence}` }] });
  }
  const raw = await RawClient.connect(broker.port);
  await raw.request(8, 2, (body) => {
    body
      .string('mail')
      .int32(-1)
      .string('')
      .int64(-1)
      .array(['orders'], (topic) => {
        body.string(topic).array([0], (partition) => body.int32(partition).int64(2).string(undefined));
      });
  });
  expect(await admin.fetchOffsets({ groupId: 'mail', topics: ['orders'] })).toMatchObject([
    { partitions: [{ offset: '2' }] },
  ]);
  expect(await admin.fetchTopicOffsets('orders')).toMatchObject([{ low: '0', high: '10' }]);
  await admin.deleteTopicRecords({ topic: 'orders', partitions: [{ partition: 0, offset: '6' }] });
  const { received } = await client.consumer('orders', 'mail');
  await vi.waitFor(() => expect(valuesOf(received)).toEqual(['6', '7', '8', '9']));
});
