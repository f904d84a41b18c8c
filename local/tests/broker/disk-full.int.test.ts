import { expect, it, vi } from 'vitest';
import { KafkaClient, valuesOf } from './kafka-client.ts';
import { startBroker } from './test-broker.ts';

const MIB = 1024 * 1024;

it('while the disk is nearly full messages are refused, and reading and committing go on', async () => {
  const report = vi.fn();
  let freeBytes = 200 * MIB;
  const { broker, dir } = await startBroker({ minFreeBytes: 100 * MIB, freeBytes: () => freeBytes, report });
  const client = new KafkaClient(broker.port);
  await client.createTopic('orders');
  const impatient = await client.producer({ retry: { retries: 1, initialRetryTime: 10 } });
  await impatient.send({ topic: 'orders', messages: [{ value: 'before' }] });

  freeBytes = 99 * MIB;
  for (let attempt = 0; attempt < 3; attempt++) {
    await expect(impatient.send({ topic: 'orders', messages: [{ value: 'refused' }] })).rejects.toThrow(
      'Disk error when trying to access log file on the disk',
    );
  }
  expect(report.mock.calls).toEqual([
    [`Messages are refused: they would leave less than ${100 * MIB} bytes free for ${dir}. Make room there.`],
  ]);
  const { received } = await client.consumer('orders', 'mail');
  const admin = await client.admin();
  await vi.waitFor(async () => {
    const [orders] = await admin.fetchOffsets({ groupId: 'mail', topics: ['orders'] });
    expect(orders?.partitions).toMatchObject([{ offset: '1' }]);
  });

  const patient = await client.producer();
  const sending = patient.send({ topic: 'orders', messages: [{ value: 'after' }] });
  freeBytes = 200 * MIB;
  await sending;
  await vi.waitFor(() => expect(valuesOf(received)).toEqual(['before', 'after']));
  expect(await admin.fetchTopicOffsets('orders')).toMatchObject([{ high: '2' }]);
});
