import { once } from 'node:events';
import { Kafka, logLevel } from 'kafkajs';
import { announceReady } from '../../src/process/announce-ready.ts';

/** What a worker tells its parent. `at` is in nanoseconds of the machine's monotonic clock, the same in all processes. */
export type WorkerReport = { readonly at: number } & (
  | { readonly type: 'joined' }
  | {
      readonly type: 'handled';
      readonly partition: number;
      readonly offset: number;
      readonly key: string;
      readonly sequence: number;
    }
  | { readonly type: 'committed'; readonly partition: number; readonly offset: number }
);

const now = () => Number(process.hrtime.bigint());

/** Resolves when the report is in the pipe, where it is safe even when this process is killed. */
function report(message: WorkerReport): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) throw new Error('Start this file with startChild: it reports to its parent');
    process.send(message, undefined, undefined, () => resolve());
  });
}

const { WORKER_BROKER = '', WORKER_GROUP = '', WORKER_TOPIC = '' } = process.env;

const kafka = new Kafka({
  brokers: [WORKER_BROKER],
  logLevel: logLevel.NOTHING,
  connectionTimeout: 1000,
  retry: { initialRetryTime: 50, maxRetryTime: 300, retries: 100 },
});
const consumer = kafka.consumer({
  groupId: WORKER_GROUP,
  sessionTimeout: 3000,
  rebalanceTimeout: 5000,
  heartbeatInterval: 200,
  maxWaitTimeInMs: 200,
  retry: { initialRetryTime: 50, maxRetryTime: 300, retries: 100, restartOnFailure: () => Promise.resolve(true) },
});

// Nothing is reported before the parent says that it listens.
const parentListens = once(process, 'message');
announceReady({ port: 0, stop: () => consumer.disconnect() });
await parentListens;

consumer.on('consumer.group_join', () => void report({ type: 'joined', at: now() }));
await consumer.connect();
await consumer.subscribe({ topic: WORKER_TOPIC, fromBeginning: true });
await consumer.run({
  autoCommit: false,
  eachBatch: async ({ batch, resolveOffset, heartbeat, isRunning, isStale, commitOffsetsIfNecessary }) => {
    const { topic, partition } = batch;
    for (const { offset, key, value } of batch.messages) {
      if (!isRunning() || isStale()) return;
      const [name, sequence] = [key?.toString() ?? '', Number(value?.toString())];
      await report({ type: 'handled', at: now(), partition, offset: Number(offset), key: name, sequence });
      resolveOffset(offset);
    }
    const next = Number(batch.lastOffset()) + 1;
    await commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset: String(next) }] }] });
    await report({ type: 'committed', at: now(), partition, offset: next });
    await heartbeat();
  },
});
