import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Message, Producer } from 'kafkajs';
import { expect, it, onTestFailed, onTestFinished, vi } from 'vitest';
import { startChild, type Child } from '../../src/process/child.ts';
import type { WorkerReport } from './consumer-worker.ts';
import { KafkaClient } from './kafka-client.ts';
import { seededRandom } from './seeded-random.ts';
import { temporaryFolder } from './temporary-folder.ts';

const SECONDS = Number(process.env['BROKER_KILL_SECONDS'] ?? 25);
const SEED = Number(process.env['BROKER_KILL_SEED'] ?? Date.now() % 2 ** 31);
const SETTLING_MS = 60_000;
const TOPIC = 'events';
const GROUP = 'workers';
const PARTITIONS = 6;
const CONSUMERS = 3;
const PRODUCERS = 3;
const KEYS_PER_PRODUCER = 8;

const BROKER_ENTRY = fileURLToPath(new URL('../../src/broker/main.ts', import.meta.url));
const WORKER_ENTRY = fileURLToPath(new URL('consumer-worker.ts', import.meta.url));

type Report<Type extends WorkerReport['type']> = Extract<WorkerReport, { type: Type }> & { readonly worker: number };

/** Publishes each key's numbers 0, 1, 2 … in turn, each until it is acknowledged. Returns the last acknowledged ones. */
async function publishUntil(isOver: () => boolean, name: string, producer: Producer): Promise<Map<string, number>> {
  const acknowledged = new Map<string, number>();
  const keys = Array.from({ length: KEYS_PER_PRODUCER }, (_, index) => `${name}-${index}`);
  // An error leaves open whether the messages are in the log, so they are sent again: doubled is allowed, lost is not.
  const isSent = (messages: Message[]) =>
    producer.send({ topic: TOPIC, messages }).then(
      () => true,
      () => false,
    );
  for (let sequence = 0; !isOver(); sequence++) {
    const messages = keys.map((key) => ({ key, value: String(sequence) }));
    while (!(await isSent(messages))) if (isOver()) return acknowledged;
    for (const key of keys) acknowledged.set(key, sequence);
  }
  return acknowledged;
}

async function startWorker(worker: number, port: number, reports: Report<WorkerReport['type']>[]): Promise<Child> {
  const child = await startChild({
    entry: WORKER_ENTRY,
    execArgv: ['--disable-warning=TimeoutNegativeWarning'],
    env: { WORKER_BROKER: `127.0.0.1:${port}`, WORKER_GROUP: GROUP, WORKER_TOPIC: TOPIC },
  });
  child.process.on('message', (report: WorkerReport) => reports.push({ ...report, worker }));
  child.process.send('listening');
  return child;
}

it(
  `what was acknowledged survives ${SECONDS} s of killed brokers and consumers, in order, and progress is never lost`,
  { timeout: SECONDS * 1000 + 2 * SETTLING_MS },
  async () => {
    onTestFailed(() => console.error(`Run it again with BROKER_KILL_SEED=${SEED}`));
    const random = seededRandom(SEED);
    const env = { BROKER_DIR: temporaryFolder(), BROKER_SEGMENT_BYTES: '200000' };
    let broker = await startChild({ entry: BROKER_ENTRY, env });
    onTestFinished(() => broker.kill());
    const { port } = broker;
    const client = new KafkaClient(port);
    await client.createTopic(TOPIC, PARTITIONS);

    const reports: Report<WorkerReport['type']>[] = [];
    const workers = await Promise.all(
      Array.from({ length: CONSUMERS }, (_, worker) => startWorker(worker, port, reports)),
    );
    onTestFinished(async () => {
      await Promise.all(workers.map((worker) => worker.kill()));
    });
    let isOver = false;
    const publishing = Array.from({ length: PRODUCERS }, async (_, index) =>
      publishUntil(() => isOver, `producer-${index}`, await client.producer({ maxInFlightRequests: 1 })),
    );

    const kills = { broker: 0, consumer: 0 };
    for (const end = Date.now() + SECONDS * 1000; Date.now() < end;) {
      await delay(500 + random() * 2500);
      const isBrokersTurn = kills.broker === kills.consumer ? random() < 0.5 : kills.broker < kills.consumer;
      if (isBrokersTurn) {
        await broker.kill();
        broker = await startChild({ entry: BROKER_ENTRY, env: { ...env, BROKER_PORT: String(port) } });
        kills.broker++;
      } else {
        const victim = Math.floor(random() * CONSUMERS);
        await workers[victim]?.kill();
        workers[victim] = await startWorker(CONSUMERS + kills.consumer, port, reports);
        kills.consumer++;
      }
    }
    isOver = true;
    const acknowledged = new Map((await Promise.all(publishing)).flatMap((each) => [...each]));
    expect(Math.min(kills.broker, kills.consumer), 'too short a run to kill both').toBeGreaterThan(0);
    expect(acknowledged.size).toBe(PRODUCERS * KEYS_PER_PRODUCER);

    const admin = await client.admin();
    const ends = new Map(
      (await admin.fetchTopicOffsets(TOPIC)).map(({ partition, high }) => [partition, Number(high)]),
    );
    const committedOffsets = async () =>
      (await admin.fetchOffsets({ groupId: GROUP, topics: [TOPIC] })).flatMap(({ partitions }) =>
        partitions.map(({ partition, offset }) => [partition, Number(offset)] as const),
      );
    await vi.waitFor(async () => expect(new Map(await committedOffsets())).toEqual(ends), {
      timeout: SETTLING_MS,
      interval: 200,
    });

    expectLogComplete(await readWholeLog(client, ends), acknowledged);
    expectHandledInOrder(ofType(reports, 'handled'), acknowledged);
    expectProgressKept(reports);
  },
);

interface Logged {
  readonly key: string;
  readonly sequence: number;
}

async function readWholeLog(client: KafkaClient, ends: ReadonlyMap<number, number>): Promise<Logged[]> {
  const { received } = await client.consumer(TOPIC, 'audit', { maxWaitTimeInMs: 200 });
  const total = [...ends.values()].reduce((sum, end) => sum + end, 0);
  await vi.waitFor(() => expect(received).toHaveLength(total), { timeout: SETTLING_MS, interval: 100 });
  return received.map(({ message: { key, value } }) => ({
    key: key?.toString() ?? '',
    sequence: Number(value?.toString()),
  }));
}

/** Per key: 0, 1, 2 … without a gap or a step back, at least up to the last acknowledged number. */
function expectLogComplete(log: readonly Logged[], acknowledged: ReadonlyMap<string, number>): void {
  const last = new Map<string, number>();
  for (const { key, sequence } of log) {
    const before = last.get(key) ?? -1;
    expect([before, before + 1], `${key} after ${before}`).toContain(sequence);
    last.set(key, sequence);
  }
  for (const [key, sequence] of acknowledged) expect(last.get(key), key).toBeGreaterThanOrEqual(sequence);
}

/** Per key: no number is handled before the one that precedes it has been, and all that were acknowledged are. */
function expectHandledInOrder(handled: readonly Report<'handled'>[], acknowledged: ReadonlyMap<string, number>): void {
  const highest = new Map<string, number>();
  for (const { key, sequence } of handled.toSorted((a, b) => a.at - b.at)) {
    const before = highest.get(key) ?? -1;
    expect(sequence, `${key} after ${before}`).toBeLessThanOrEqual(before + 1);
    highest.set(key, Math.max(before, sequence));
  }
  for (const [key, sequence] of acknowledged) expect(highest.get(key), key).toBeGreaterThanOrEqual(sequence);
}

/** A worker that has joined begins each partition no earlier than at what had been committed by then. */
function expectProgressKept(reports: readonly Report<WorkerReport['type']>[]): void {
  const committed = ofType(reports, 'committed');
  const handled = ofType(reports, 'handled');
  let resumed = 0;
  for (const joined of ofType(reports, 'joined')) {
    const next = ofType(reports, 'joined').find(({ worker, at }) => worker === joined.worker && at > joined.at);
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const first = handled.find(
        (each) =>
          each.worker === joined.worker &&
          each.partition === partition &&
          each.at > joined.at &&
          each.at < (next?.at ?? Infinity),
      );
      if (!first) continue;
      const before = committed.filter((each) => each.partition === partition && each.at < joined.at);
      expect(first.offset).toBeGreaterThanOrEqual(Math.max(0, ...before.map(({ offset }) => offset)));
      resumed++;
    }
  }
  expect(resumed).toBeGreaterThan(0);
}

function ofType<Type extends WorkerReport['type']>(
  reports: readonly Report<WorkerReport['type']>[],
  type: Type,
): Report<Type>[] {
  return reports.filter((report): report is Report<Type> => report.type === type);
}
