import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { Reader } from '../../src/broker/protocol/reader.ts';
import type { Writer } from '../../src/broker/protocol/writer.ts';
import { batchOf } from './batch-of.ts';
import { KafkaClient } from './kafka-client.ts';
import { RawClient } from './raw-client.ts';
import { startBroker } from './test-broker.ts';

const PRODUCE = 0;
const FETCH = 1;
const METADATA = 3;
const FIND_COORDINATOR = 10;
const JOIN_GROUP = 11;
const HEARTBEAT = 12;
const API_VERSIONS = 18;
const INIT_PRODUCER_ID = 22;

async function setUp() {
  const report = vi.fn();
  const { broker } = await startBroker({ report });
  await new KafkaClient(broker.port).createTopic('orders');
  return { port: broker.port, client: await RawClient.connect(broker.port), report };
}

const produce =
  (
    batch: Buffer,
    { acks = -1, topic = 'orders', partition = 0, transactionalId = undefined as string | undefined } = {},
  ) =>
  (body: Writer) => {
    body.string(transactionalId).int16(acks).int32(1000);
    body.array([topic], (name) => body.string(name).array([batch], (each) => body.int32(partition).bytes(each)));
  };

const fetchFrom =
  (offset: number, { maxWaitMs = 3000, minBytes = 1, topic = 'orders' } = {}) =>
  (body: Writer) => {
    body.int32(-1).int32(maxWaitMs).int32(minBytes).int32(100_000).int8(0);
    body.array([topic], (name) =>
      body.string(name).array([0], (index) => body.int32(index).int64(offset).int32(100_000)),
    );
  };

function produceError(response: Reader): number {
  const [error] = response.array(() => {
    response.string();
    return response.array(() => {
      response.int32();
      const code = response.int16();
      response.int64();
      response.int64();
      return code;
    });
  });
  return error![0]!;
}

function fetched(response: Reader): { error: number; bytes: number } {
  return fetchedAll(response)[0]!;
}

function fetchedAll(response: Reader): { error: number; bytes: number }[] {
  response.int32();
  const [topic] = response.array(() => {
    response.string();
    return response.array(() => {
      response.int32();
      const error = response.int16();
      response.int64();
      response.int64();
      response.array(() => response.int64());
      return { error, bytes: response.bytes().length };
    });
  });
  return topic!;
}

describe('a connection is closed, and nothing else, by', () => {
  it.each([
    ['a request of a negative length', Buffer.from('ffffffff', 'hex')],
    ['a request larger than is allowed', Buffer.from('7fffffff', 'hex')],
    ['a request without a header', Buffer.from('00000002ffff', 'hex')],
    ['an unknown API', Buffer.from('0000000a7fff0000000000010000', 'hex')],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
  ])('%s', async (_, bytes) => {
    const { port, client, report } = await setUp();
    client.sendBytes(bytes);
    await client.closed;
    const other = await RawClient.connect(port);
    expect((await other.request(API_VERSIONS, 0)).int16()).toBe(0);
    expect(report).not.toHaveBeenCalled();
  });

  it('a version that is not supported', async () => {
    const { client } = await setUp();
    client.send(METADATA, 12);
    await client.closed;
  });

  it('every request that is cut off, whatever the API', async () => {
    const { port, client, report } = await setUp();
    const response = await client.request(API_VERSIONS, 0);
    response.int16();
    const apis = response.array(() => ({ key: response.int16(), min: response.int16(), max: response.int16() }));
    expect(apis.length).toBeGreaterThanOrEqual(20);
    const withoutFields = [API_VERSIONS, 16];
    for (const { key, max } of apis.filter(({ key }) => !withoutFields.includes(key))) {
      const victim = await RawClient.connect(port);
      victim.send(key, max, (body) => body.int8(0));
      await victim.closed;
    }
    expect(report).not.toHaveBeenCalled();
  });

  it('a batch that fails although no answer is wanted', async () => {
    const { client } = await setUp();
    client.send(PRODUCE, 3, produce(batchOf({ values: ['x'] }), { acks: 0, topic: 'unknown' }));
    await client.closed;
  });
});

describe('an error code answers', () => {
  it('a version of ApiVersions that is not supported, with the versions that are', async () => {
    const { client } = await setUp();
    const response = await client.request(API_VERSIONS, 3);
    expect(response.int16()).toBe(35);
    expect(response.array(() => [response.int16(), response.int16(), response.int16()])).toContainEqual([18, 0, 2]);
  });

  it.each([
    ['a damaged batch', produce(batchOf({ values: ['x'] }).fill(7, 65)), 2],
    ['a batch of an old version', produce(Buffer.alloc(70)), 43],
    ['a topic that does not exist', produce(batchOf({ values: ['x'] }), { topic: 'unknown' }), 3],
    ['a partition that does not exist', produce(batchOf({ values: ['x'] }), { partition: 1 }), 3],
    ['acks that do not exist', produce(batchOf({ values: ['x'] }), { acks: 2 }), 21],
    ['a transaction', produce(batchOf({ values: ['x'] }), { transactionalId: 'tx' }), 42],
    ['a batch that is too large', produce(batchOf({ values: ['x'.repeat(1_100_000)] })), 10],
  ])('%s', async (_, request, code) => {
    const { client } = await setUp();
    expect(produceError(await client.request(PRODUCE, 3, request))).toBe(code);
  });

  it('a fetch beyond the end of the log, and of an unknown topic, without waiting', async () => {
    const { client } = await setUp();
    expect(fetched(await client.request(FETCH, 4, fetchFrom(7)))).toEqual({ error: 1, bytes: 0 });
    expect(fetched(await client.request(FETCH, 4, fetchFrom(0, { topic: 'unknown' })))).toEqual({ error: 3, bytes: 0 });
  });

  it('whoever asks for transactions', async () => {
    const { client } = await setUp();
    const coordinator = await client.request(FIND_COORDINATOR, 1, (body) => body.string('tx').int8(1));
    coordinator.int32();
    expect([coordinator.int16(), coordinator.string()]).toEqual([42, expect.stringContaining('not supported')]);
    const producer = await client.request(INIT_PRODUCER_ID, 0, (body) => body.string('tx').int32(1000));
    producer.int32();
    expect(producer.int16()).toBe(42);
  });

  it.each([
    ['a group without a name', '', 6000, 24],
    ['a session without an end', 'mail', 0, 26],
  ])('%s', async (_, group, sessionTimeout, code) => {
    const { client } = await setUp();
    const response = await client.request(JOIN_GROUP, 2, (body) => {
      body.string(group).int32(sessionTimeout).int32(6000).string('').string('consumer');
      body.array(['range'], (name) => body.string(name).bytes(Buffer.alloc(0)));
    });
    response.int32();
    expect(response.int16()).toBe(code);
  });

  it('a member of a group that does not exist', async () => {
    const { client } = await setUp();
    expect((await client.request(HEARTBEAT, 0, (body) => body.string('no').int32(1).string('me'))).int16()).toBe(25);
  });
});

describe('requests of one connection', () => {
  it('are answered in their order, whichever is done first', async () => {
    const { client } = await setUp();
    await Promise.all([
      client.request(PRODUCE, 3, produce(batchOf({ values: ['x'] }))),
      client.request(API_VERSIONS, 0),
      client.request(PRODUCE, 3, produce(batchOf({ values: ['y'] }))),
      client.request(API_VERSIONS, 0),
    ]);
    expect(client.answered).toEqual([0, 1, 2, 3]);
  });

  it('do not wait for a fetch that waits for messages', async () => {
    const { client } = await setUp();
    const before = performance.now();
    const [first] = await Promise.all([
      client.request(FETCH, 4, fetchFrom(0, { maxWaitMs: 60_000 })),
      client.request(API_VERSIONS, 0),
    ]);
    expect(fetched(first)).toEqual({ error: 0, bytes: 0 });
    expect(performance.now() - before).toBeLessThan(60_000);
  });

  it('are handled when hundreds come at once', async () => {
    const { client } = await setUp();
    const all = Array.from({ length: 500 }, () => client.request(PRODUCE, 3, produce(batchOf({ values: ['x'] }))));
    expect(new Set((await Promise.all(all)).map(produceError))).toEqual(new Set([0]));
  });
});

describe('a fetch', () => {
  it('waits until there are as many bytes as it wants', async () => {
    const { client, port } = await setUp();
    const producer = await RawClient.connect(port);
    const batch = () => batchOf({ values: ['x'.repeat(100)] });
    const minBytes = batch().length + 1;
    const fetching = client.request(FETCH, 4, fetchFrom(0, { minBytes, maxWaitMs: 60_000 }));
    await producer.request(PRODUCE, 3, produce(batch()));
    expect(await Promise.race([fetching, delay(100, 'waits')])).toBe('waits');
    await producer.request(PRODUCE, 3, produce(batch()));
    expect(fetched(await fetching).bytes).toBe(2 * batch().length);
  });

  it('returns no more bytes in all than it allows, and begins with the first partition named', async () => {
    const { client, port } = await setUp();
    const admin = await new KafkaClient(port).admin();
    await admin.createTopics({ topics: [{ topic: 'many', numPartitions: 4 }] });
    const batch = batchOf({ values: ['x'.repeat(1000)] });
    for (const partition of [0, 1, 2, 3]) {
      await client.request(PRODUCE, 3, produce(Buffer.from(batch), { topic: 'many', partition }));
    }
    const sizes = async (maxBytes: number) => {
      const response = await client.request(FETCH, 4, (body) => {
        body
          .int32(-1)
          .int32(0)
          .int32(1)
          .int32(maxBytes)
          .int8(0)
          .array(['many'], (topic) => {
            body.string(topic).array([3, 2, 1, 0], (partition) => body.int32(partition).int64(0).int32(100_000));
          });
      });
      return fetchedAll(response).map(({ bytes }) => bytes / batch.length);
    };
    expect(await sizes(batch.length * 4)).toEqual([1, 1, 1, 1]);
    expect(await sizes(batch.length * 3 - 1)).toEqual([1, 1, 0, 0]);
    expect(await sizes(1)).toEqual([1, 0, 0, 0]);
  });

  it('ends empty when its time is over', async () => {
    const { client } = await setUp();
    const before = performance.now();
    expect(fetched(await client.request(FETCH, 4, fetchFrom(0, { maxWaitMs: 150 })))).toEqual({ error: 0, bytes: 0 });
    expect(performance.now() - before).toBeGreaterThan(140);
  });

  it('is told at once when its topic is deleted', async () => {
    const { client, port } = await setUp();
    const admin = await new KafkaClient(port).admin();
    const fetching = client.request(FETCH, 4, fetchFrom(0, { maxWaitMs: 60_000 }));
    await admin.deleteTopics({ topics: ['orders'] });
    expect(fetched(await fetching)).toEqual({ error: 3, bytes: 0 });
  });
});
