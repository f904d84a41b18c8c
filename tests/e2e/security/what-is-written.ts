import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { quietenRequestQueue } from '@souk/chassis/events/kafkajs-quiet-queue';
import { eventually } from '@souk/testing/eventually';
import { Kafka, logLevel } from 'kafkajs';
import { DatabaseWindow } from '../bad-input/stored-documents.ts';
import type { ShopFloor } from '../shop-floor.ts';

quietenRequestQueue();

/** What the platform leaves behind, by where it is. */
export type Writings = Readonly<Record<string, string | undefined>>;

/** Every line of every log, every event of every topic, and every document of every collection. */
export async function whatIsWritten(floor: ShopFloor): Promise<Writings> {
  const [logs, events, documents] = await Promise.all([logsOf(floor), eventsOf(floor), documentsOf(floor)]);
  return { ...logs, ...events, ...documents };
}

const kafkaOf = ({ ports }: ShopFloor['platform']): Kafka =>
  new Kafka({ brokers: [`127.0.0.1:${ports.broker}`], logLevel: logLevel.NOTHING });

async function logsOf({ platform }: ShopFloor): Promise<Writings> {
  const files = await readdir(platform.logs);
  const entries = files.map(async (file) => [`log ${file}`, await readFile(path.join(platform.logs, file), 'utf8')]);
  return Object.fromEntries(await Promise.all(entries));
}

async function documentsOf({ databaseUri }: ShopFloor): Promise<Writings> {
  const databases = new DatabaseWindow(databaseUri);
  const documents = [...(await databases.settledDocuments())];
  await databases.close();
  const byCollection = Map.groupBy(documents, ([name]) => name.split(' ', 1)[0] ?? '');
  return Object.fromEntries(
    [...byCollection].map(([name, all]) => [`collection ${name}`, all.map(([, text]) => text).join('\n')]),
  );
}

async function eventsOf({ platform }: ShopFloor): Promise<Writings> {
  const kafka = kafkaOf(platform);
  const admin = kafka.admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => !topic.startsWith('__'));
  const offsets = (await Promise.all(topics.map((topic) => admin.fetchTopicOffsets(topic)))).flat();
  await admin.disconnect();
  const expected = offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  const read: { topic: string; text: string }[] = [];
  const consumer = kafka.consumer({ groupId: `test-${randomUUID()}` });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  await consumer.run({
    eachMessage: ({ topic, message: { key, headers, value } }) => {
      read.push({ topic, text: `${String(key)} ${JSON.stringify(headers)} ${String(value)}` });
      return Promise.resolve();
    },
  });
  await eventually(
    () => {
      if (read.length < expected) throw new Error(`Only ${read.length} of ${expected} events are read.`);
    },
    { within: 30_000 },
  );
  await consumer.disconnect();
  const byTopic = Map.groupBy(read, ({ topic }) => topic);
  return Object.fromEntries(
    [...byTopic].map(([topic, all]) => [`topic ${topic}`, all.map(({ text }) => text).join('\n')]),
  );
}
