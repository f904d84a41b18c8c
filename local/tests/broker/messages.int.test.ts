import { setTimeout as delay } from 'node:timers/promises';
import { CompressionTypes } from 'kafkajs';
import { describe, expect, it, vi } from 'vitest';
import { KafkaClient, valuesOf } from './kafka-client.ts';
import { startBroker } from './test-broker.ts';

describe('a published message', () => {
  it('is consumed with its key, value, headers and time', async () => {
    const { broker } = await startBroker();
    const client = new KafkaClient(broker.port);
    await client.createTopic('orders');
    const producer = await client.producer();
    const [metadata] = await producer.send({
      topic: 'orders',
      messages: [{ key: 'order-1', value: 'paid', headers: { trace: 'abc' }, timestamp: '1700000000000' }],
    });
    expect(metadata).toMatchObject({ errorCode: 0, baseOffset: '0', partition: 0 });
    const { received } = await client.consumer('orders', 'mail');
    await vi.waitFor(() => expect(received).toHaveLength(1));
    const { key, value, headers, timestamp, offset } = received[0]!.message;
    expect([key?.toString(), value?.toString(), headers?.['trace']?.toString()]).toEqual(['order-1', 'paid', 'abc']);
    expect([timestamp, offset]).toEqual(['1700000000000', '0']);
  });

  it('is there without a value, without a key, and compressed', async () => {
    const { broker } = await startBroker();
    const client = new KafkaClient(broker.port);
    await client.createTopic('orders');
    const producer = await client.producer();
    await producer.send({ topic: 'orders', messages: [{ key: 'gone', value: null }] });
    await producer.send({
      topic: 'orders',
      compression: CompressionTypes.GZIP,
      messages: [{ value: 'x'.repeat(10_000) }, { value: 'y' }],
    });
    const { received } = await client.consumer('orders', 'mail');
    await vi.waitFor(() => expect(valuesOf(received)).toEqual([undefined, 'x'.repeat(10_000), 'y']));
    expect(received.map(({ message }) => message.offset)).toEqual(['0', '1', '2']);
  });

  it.each([-1, 0, 1])('arrives when it was sent with acks=%i', async (acks) => {
    const { broker } = await startBroker();
    const client = new KafkaClient(broker.port);
    await client.createTopic('orders');
    const producer = await client.producer();
    await producer.send({ topic: 'orders', acks, messages: [{ value: 'hello' }] });
    const { received } = await client.consumer('orders', 'mail');
    await vi.waitFor(() => expect(valuesOf(received)).toEqual(['hello']));
  });

  it('is kept in order per key, over many partitions and concurrent producers', async () => {
    const { broker } = await startBroker();
    const client = new KafkaClient(broker.port);
    await client.createTopic('orders', 4);
    const { received } = await client.consumer('orders', 'mail');
    const publish = async (name: string) => {
      const producer = await client.producer();
      for (let sequence = 0; sequence < 100; sequence++) {
        const messages = ['a', 'b', 'c'].map((key) => ({ key: `${name}-${key}`, value: String(sequence) }));
        await producer.send({ topic: 'orders', messages });
      }
    };
    await Promise.all(['first', 'second', 'third'].map(publish));
    await vi.waitFor(() => expect(received).toHaveLength(900), { timeout: 60_000 });
    const byKey = Map.groupBy(received, ({ message }) => message.key?.toString());
    expect(byKey.size).toBe(9);
    for (const ofKey of byKey.values()) {
      expect(valuesOf(ofKey)).toEqual(Array.from({ length: 100 }, (_, sequence) => String(sequence)));
    }
  });

  it('is kept once when an idempotent producer sends it', async () => {
    const { broker } = await startBroker();
    const client = new KafkaClient(broker.port);
    await client.createTopic('orders', 2);
    const producer = await client.producer({ idempotent: true, maxInFlightRequests: 1 });
    for (let sequence = 0; sequence < 20; sequence++) {
      await producer.send({ topic: 'orders', messages: [{ key: String(sequence % 3), value: String(sequence) }] });
    }
    const { received } = await client.consumer('orders', 'mail');
    await vi.waitFor(() => expect(received).toHaveLength(20));
  });
});

describe('a fetch', () => {
  it('waits for a message and ends with it, not with its time', async () => {
    const { broker } = await startBroker();
    const client = new KafkaClient(broker.port);
    await client.createTopic('orders');
    const producer = await client.producer();
    const { received, consumer } = await client.consumer('orders', 'mail', { maxWaitTimeInMs: 60_000 });
    let fetches = 0;
    consumer.on('consumer.fetch', () => fetches++);
    await delay(200);
    const before = performance.now();
    await producer.send({ topic: 'orders', messages: [{ value: 'wake up' }] });
    await vi.waitFor(() => expect(valuesOf(received)).toEqual(['wake up']), { interval: 5 });
    expect(performance.now() - before).toBeLessThan(60_000);
    expect(fetches).toBeLessThanOrEqual(1);
    await producer.send({ topic: 'orders', messages: [{ value: 'the end' }] });
  });

  it('takes part of a large backlog at a time, and all of it in the end', async () => {
    const { broker } = await startBroker({ segmentBytes: 200_000 });
    const client = new KafkaClient(broker.port);
    await client.createTopic('orders', 3);
    const producer = await client.producer();
    for (let round = 0; round < 30; round++) {
      const messages = Array.from({ length: 30 }, (_, index) => ({ key: String(index), value: 'x'.repeat(2000) }));
      await producer.send({ topic: 'orders', messages });
    }
    const { received } = await client.consumer('orders', 'mail', { maxBytes: 30_000, maxBytesPerPartition: 20_000 });
    await vi.waitFor(() => expect(received).toHaveLength(900), { timeout: 60_000 });
  });

  it('gets a message that is larger than its limits', async () => {
    const { broker } = await startBroker();
    const client = new KafkaClient(broker.port);
    await client.createTopic('orders');
    const producer = await client.producer();
    await producer.send({ topic: 'orders', messages: [{ value: 'x'.repeat(500_000) }] });
    const { received } = await client.consumer('orders', 'mail', { maxBytes: 1000, maxBytesPerPartition: 1000 });
    await vi.waitFor(() => expect(received[0]?.message.value).toHaveLength(500_000));
  });
});

describe('a restart', () => {
  it('keeps the messages, and a group goes on where it was', async () => {
    const { broker, dir } = await startBroker();
    const client = new KafkaClient(broker.port);
    await client.createTopic('orders', 2);
    const producer = await client.producer();
    const first = await client.consumer('orders', 'mail', {}, async () => delay(1));
    await producer.sendBatch({
      topicMessages: [{ topic: 'orders', messages: [0, 1, 2, 3].map((n) => ({ key: `${n}`, value: `old ${n}` })) }],
    });
    await vi.waitFor(() => expect(first.received).toHaveLength(4));
    await first.consumer.disconnect();
    await broker.close();

    await startBroker({ dir, port: broker.port });
    const { received } = await client.consumer('orders', 'mail');
    await producer.send({ topic: 'orders', messages: [{ key: '1', value: 'new' }] });
    await vi.waitFor(() => expect(valuesOf(received)).toEqual(['new']));
    const audit = await client.consumer('orders', 'audit');
    await vi.waitFor(() => expect(audit.received).toHaveLength(5));
  });

  it('is lived through by running producers and consumers', async () => {
    const { broker, dir } = await startBroker();
    const client = new KafkaClient(broker.port);
    await client.createTopic('orders');
    const producer = await client.producer();
    const { received } = await client.consumer('orders', 'mail');
    await producer.send({ topic: 'orders', messages: [{ value: 'before' }] });
    await vi.waitFor(() => expect(valuesOf(received)).toEqual(['before']));
    await broker.close();
    await startBroker({ dir, port: broker.port });
    await producer.send({ topic: 'orders', messages: [{ value: 'after' }] });
    await vi.waitFor(() => expect(valuesOf(received)).toEqual(['before', 'after']), { timeout: 60_000 });
  });
});
